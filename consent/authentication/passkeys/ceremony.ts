import type { BlindIndex } from '../../crypto/blind-index.js';
import type { RelyingParty } from './relying-party.js';
import type { Ceremony } from './webauthn.js';

/**
 * Derives the challenge bytes of WebAuthn ceremonies from their purpose. So the passkey's signature covers the purpose,
 * and no challenge is stored.
 */
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

  /** The user handle on the device. It holds no personal data (WebAuthn, 14.6.1). */
  userHandle(personId: string): Buffer {
    return this.blindIndex.other('passkey-user', personId);
  }

  private ceremony(label: string, parts: readonly string[]): Ceremony {
    return { challenge: this.blindIndex.other(label, parts.join('\0')), relyingParty: this.relyingParty() };
  }
}
