import { badInput } from '../../kernel/refusal.js';
import type { PersonDirectory } from '../../people/person-directory.js';
import type { Challenge } from '../challenge.js';
import type { Ceremonies } from '../passkeys/ceremony.js';
import type { PasskeyStore } from '../passkeys/passkey-store.js';
import {
  readAssertion,
  requestOptions,
  verifyAssertion,
  type WebAuthnAssertion,
} from '../passkeys/webauthn.js';
import type { ChallengeStart, ChallengeSubject, Method } from './method.js';

/** The person uses a passkey (WebAuthn), which they registered at FACE strength. It counts as SCAN. */
export class PasskeyAssertion implements Method<WebAuthnAssertion> {
  readonly guessable = false;

  constructor(
    private readonly people: PersonDirectory,
    private readonly passkeys: PasskeyStore,
    private readonly ceremonies: Ceremonies,
  ) {}

  async open(id: string, { personId, signedIn, action, target }: ChallengeSubject): Promise<ChallengeStart> {
    // A caller who signs in gets no list of credentials, because that would reveal who has registered passkeys.
    const own = signedIn ? await this.passkeys.of(personId!) : null;
    if (own?.length === 0)
      throw badInput('passkey', {
        en: 'You have registered no passkey. Scan the e-voucher instead.',
        zh: '您没有登记通行密钥。请改用医保电子凭证扫码。',
      });
    return {
      codeHash: null,
      hint: '请在本人设备上用通行密钥确认。',
      passkeyOptions: await requestOptions(this.ceremonies.assertion({ id, action, target }), own),
    };
  }

  async read(_challenge: Challenge, response: string): Promise<WebAuthnAssertion | null> {
    return readAssertion(response);
  }

  async judge(challenge: Challenge, assertion: WebAuthnAssertion): Promise<string | null> {
    const passkey = await this.passkeys.find(assertion.credentialId);
    if (passkey === null) return null;
    const { personId } = passkey;
    if (!challenge.awaitsIdentity && personId !== challenge.personId) return null;
    const { userHandle } = assertion;
    if (
      userHandle === null
        ? challenge.awaitsIdentity
        : !userHandle.equals(this.ceremonies.userHandle(personId))
    )
      return null;
    const verified = await verifyAssertion(this.ceremonies.assertion(challenge), assertion, passkey);
    if (verified === null) return null;
    if (!(await this.passkeys.use(passkey, verified.counter, verified.backedUp))) return null;
    return challenge.action !== 'SIGN_IN' || (await this.people.maySignIn(personId)) ? personId : null;
  }
}
