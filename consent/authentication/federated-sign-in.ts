import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { BlindIndex } from '../crypto/blind-index.js';
import { byteaText, type SealableRow, type Seals } from '../crypto/seal.js';
import { databaseTime, secondsAfter } from '../database/database-time.js';
import type { Executor } from '../database/executor.js';
import { badInput, refuse, unavailable } from '../kernel/refusal.js';
import type { Strength } from '../kernel/strength.js';
import type { PersonDirectory } from '../people/person-directory.js';
import type { AuthorizationFlow, IdentityProvider } from '../ports/identity-services.js';
import { authenticationFailed } from './authentication-failed.js';

export interface FederatedSignInParts {
  /** Connected as the API's role. */
  readonly database: Executor;
  readonly seals: Seals;
  readonly blindIndex: BlindIndex;
  readonly people: PersonDirectory;
  /** null if the city has no identity provider. */
  readonly provider: IdentityProvider | null;
}

/** The person and the strength that the identity provider asserted. */
export interface FederatedAuthentication {
  readonly id: string;
  readonly personId: string;
  readonly strength: Strength;
  readonly expiresAt: Date;
}

/** The time that a person has to sign in at the identity provider. */
const AT_PROVIDER_SECONDS = 600;
/** The time that the client has to exchange our code for a session. */
const CODE_SECONDS = 60;
const PROOF_SECONDS = 300;

/** A SHA-256 hash in base64url, as in PKCE (RFC 7636). */
const CHALLENGE = /^[\w-]{43}$/;
const VERIFIER_LENGTH_MAX = 200;

const sha256 = (text: string) => createHash('sha256').update(text).digest();

/**
 * Signs people in through the city's identity provider (OpenID Connect). Two codes pass through the browser's address
 * bar: the provider's code and then ours. Our code gives a session only together with the verifier of the client that
 * began, so it is useless to anybody who sees it, and nobody can be signed in as another person (login CSRF). A failure
 * gives such a code too, so that the redirect does not reveal it.
 */
export class FederatedSignIn {
  constructor(private readonly parts: FederatedSignInParts) {}

  /** @returns the URL to which the client sends the person @throws Refusal NOT_FOUND, BAD_USER_INPUT, UNAVAILABLE */
  async begin(clientChallenge: unknown): Promise<string> {
    const provider = this.provider();
    if (typeof clientChallenge !== 'string' || !CHALLENGE.test(clientChallenge))
      throw badInput('challenge', {
        en: 'Send the SHA-256 of a random verifier, in base64url.',
        zh: '请发送随机校验值的 SHA-256，用 base64url 编码。',
      });
    const state = randomBytes(32).toString('base64url');
    const location = await provider.authorizationUrl(this.flow(state)).catch((error) => {
      throw unavailable(error);
    });
    await this.parts.database.query('SELECT assent.begin_federated_sign_in($1, $2, $3, $4)', [
      randomUUID(),
      sha256(state),
      Buffer.from(clientChallenge, 'base64url'),
      AT_PROVIDER_SECONDS,
    ]);
    return location;
  }

  /** Handles the redirect back from the provider. @returns a code for the client, whatever the provider answered */
  async answer(parameters: URLSearchParams): Promise<string> {
    const provider = this.provider();
    const code = randomBytes(32).toString('base64url');
    const state = parameters.get('state') ?? '';
    const { database, people, seals } = this.parts;
    const until = secondsAfter(await databaseTime(database), CODE_SECONDS);
    // The state is taken before the answer is checked, so each state works once.
    const [found] = await database.query(
      'SELECT to_jsonb(f) AS row FROM assent.answer_federated_sign_in($1, $2, $3) AS f',
      [sha256(state), sha256(code), until],
    );
    if (found === undefined) return code;
    const identified = await provider.identify(parameters, this.flow(state)).catch((error) => {
      throw unavailable(error);
    });
    const personId = identified && (await people.findForSignIn(identified.certNo));
    if (!identified || personId === null) return code;
    const row = found.row as SealableRow;
    const seal = seals.of('federated_sign_in', {
      ...row,
      person_id: personId,
      strength: identified.strength,
    });
    await database.query('SELECT assent.identify_federated_sign_in($1, $2::bigint, $3, $4)', [
      row.id,
      personId,
      identified.strength,
      seal,
    ]);
    return code;
  }

  /** Exchanges the code for a session. The code is spent even if this fails. @throws Refusal AUTHENTICATION_FAILED */
  async complete({ code, verifier }: { code: string; verifier: string }): Promise<FederatedAuthentication> {
    const { issuer } = this.provider();
    if (verifier.length > VERIFIER_LENGTH_MAX) throw authenticationFailed(0);
    const { database, seals } = this.parts;
    const [found] = await database.query('SELECT taken, live FROM assent.take_federated_sign_in($1)', [
      sha256(code),
    ]);
    const row = found?.taken as SealableRow | null | undefined;
    const answered =
      row &&
      found!.live === true &&
      row.person_id !== null &&
      row.client_challenge === byteaText(sha256(verifier)) &&
      seals.holds('federated_sign_in', row);
    if (!answered) throw authenticationFailed(0);
    return this.prove(row, issuer);
  }

  private async prove(signIn: SealableRow, issuer: string): Promise<FederatedAuthentication> {
    const { database, seals } = this.parts;
    const now = await databaseTime(database);
    const expiresAt = secondsAfter(now, PROOF_SECONDS);
    const id = randomUUID();
    const personId = String(signIn.person_id);
    const proof = seals.sealed('authentication', {
      id,
      challenge_id: signIn.id,
      person_id: personId,
      strength: signIn.strength,
      passkey: false,
      identity_provider: issuer,
      action: 'SIGN_IN',
      target: null,
      created_at: now.toISOString(),
      expires_at: expiresAt.toISOString(),
      spent_at: now.toISOString(),
    });
    await database.query('SELECT assent.complete_federated_sign_in($1::jsonb)', [proof]);
    return { id, personId, strength: signIn.strength as Strength, expiresAt };
  }

  private provider(): IdentityProvider {
    return (
      this.parts.provider ??
      refuse('NOT_FOUND', {
        en: 'This platform has no identity provider to sign in through. Use startAuthentication.',
        zh: '本平台没有接入可供登录的身份提供方。请使用 startAuthentication。',
      })
    );
  }

  /** Derives nonce and PKCE verifier from the state, so that no secret is stored. */
  private flow(state: string): AuthorizationFlow {
    const derived = (label: string) => this.parts.blindIndex.other(label, state).toString('base64url');
    return { state, nonce: derived('oidc-nonce'), verifier: derived('oidc-verifier') };
  }
}
