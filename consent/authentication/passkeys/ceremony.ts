import type { BlindIndex } from '../../crypto/blind-index.js';
import type { RelyingParty } from './relying-party.js';
import type { Ceremony } from './webauthn.js';

/** What a passkey signs. The bytes follow from what it is for, so the signature covers that, and nothing is kept. */
export class Ceremonies {
  constructor(
    private readonly blindIndex: BlindIndex,
    private readonly relyingParty: () => RelyingParty,
  ) {}

  registration(id: string, personId: string): Ceremony {
    return this.ceremony('passkey-registration', [id, personId]);
  }

  assertion(challenge: {
    readonly id: string;
    readonly action: string;
    readonly target: string | null;
  }): Ceremony {
    return this.ceremony('passkey-assertion', [
      challenge.id,
      challenge.action,
      challenge.target?.toLowerCase() ?? '',
    ]);
  }

  /** What the device knows the person by (WebAuthn, 14.6.1: nothing of theirs). */
  userHandle(personId: string): Buffer {
    return this.blindIndex.other('passkey-user', personId);
  }

  private ceremony(label: string, parts: readonly string[]): Ceremony {
    return { challenge: this.blindIndex.other(label, parts.join('\0')), relyingParty: this.relyingParty() };
  }
}
