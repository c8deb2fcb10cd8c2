import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { BlindIndex } from '../crypto/blind-index.js';
import type { Executor } from '../database/executor.js';
import { badInput, refuse, unavailable } from '../kernel/refusal.js';
import type { Strength } from '../kernel/strength.js';
import type { PersonDirectory } from '../people/person-directory.js';
import type { AuthorizationFlow, IdentityProvider } from '../ports/identity-services.js';
import { authenticationFailed } from './authentication-failed.js';

export interface FederatedSignInParts {
  /** Connected as the API's role. */
  readonly database: Executor;
  readonly blindIndex: BlindIndex;
  readonly people: PersonDirectory;
  /** null where the city has none. */
  readonly provider: IdentityProvider | null;
}

/** A session as the provider vouches for it. */
export interface FederatedAuthentication {
  readonly id: string;
  readonly personId: string;
  readonly strength: Strength;
  readonly expiresAt: Date;
}

/** To sign in at the provider; then, once it has answered, to take the session. */
const AT_PROVIDER_SECONDS = 600;
const CODE_SECONDS = 60;
const PROOF_SECONDS = 300;

/** SHA-256 in base64url, as in PKCE. */
const CHALLENGE = /^[\w-]{43}$/;
const LONGEST_VERIFIER = 200;

const sha256 = (text: string) => createHash('sha256').update(text).digest();

/**
 * Signing in through the city's identity provider. What goes through a browser's address bar is the provider's code
 * and then one of ours; ours opens the session only together with the verifier of the client that began, so that it is
 * no use to whoever sees it, and nobody can be signed in as somebody else. Whatever fails ends in such a code too.
 */
export class FederatedSignIn {
  constructor(private readonly parts: FederatedSignInParts) {}

  /** @returns where to send the person. @throws Refusal NOT_FOUND, BAD_USER_INPUT, UNAVAILABLE */
  async begin(clientChallenge: unknown): Promise<string> {
    const provider = this.provider();
    if (typeof clientChallenge !== 'string' || !CHALLENGE.test(clientChallenge))
      throw badInput('challenge', 'Send the SHA-256 of a random verifier, in base64url.');
    const state = randomBytes(32).toString('base64url');
    const location = await provider.authorizationUrl(this.flow(state)).catch((error) => {
      throw unavailable(error);
    });
    await this.parts.database.query(
      `INSERT INTO assent.provider_sign_in (id, state_hash, client_challenge, expires_at)
       VALUES ($1, $2, $3, assent.now() + make_interval(secs => $4))`,
      [randomUUID(), sha256(state), Buffer.from(clientChallenge, 'base64url'), AT_PROVIDER_SECONDS],
    );
    return location;
  }

  /** The provider has answered. @returns a code for the client, that looks the same whatever the answer was. */
  async answer(parameters: URLSearchParams): Promise<string> {
    const provider = this.provider();
    const code = randomBytes(32).toString('base64url');
    const state = parameters.get('state') ?? '';
    const { database, people } = this.parts;
    // Taken before it is looked into: an answer is good once.
    const [taken] = await database.query(
      `UPDATE assent.provider_sign_in SET code_hash = $2, expires_at = assent.now() + make_interval(secs => $3)
        WHERE state_hash = $1 AND code_hash IS NULL AND expires_at > assent.now() RETURNING id::text`,
      [sha256(state), sha256(code), CODE_SECONDS],
    );
    if (taken === undefined) return code;
    const identified = await provider.identify(parameters, this.flow(state)).catch((error) => {
      throw unavailable(error);
    });
    const personId = identified && (await people.findForSignIn(identified.certNo));
    if (identified && personId !== null)
      await database.query(
        'UPDATE assent.provider_sign_in SET person_id = $2::bigint, strength = $3 WHERE id = $1',
        [taken.id, personId, identified.strength],
      );
    return code;
  }

  /** The client takes its session; the code is spent either way. @throws Refusal AUTHENTICATION_FAILED */
  async complete({ code, verifier }: { code: string; verifier: string }): Promise<FederatedAuthentication> {
    const { issuer } = this.provider();
    if (verifier.length > LONGEST_VERIFIER) throw authenticationFailed(0);
    const id = randomUUID();
    const [row] = await this.parts.database.query(
      `WITH clock AS MATERIALIZED (SELECT assent.now() AS moment),
       taken AS (DELETE FROM assent.provider_sign_in WHERE code_hash = $1 RETURNING *)
       INSERT INTO assent.authentication
         (id, challenge_id, person_id, strength, action, created_at, expires_at, spent_at, identity_provider)
       SELECT $2::uuid, id, person_id, strength, 'SIGN_IN', moment, moment + make_interval(secs => $4), moment, $5
         FROM taken, clock WHERE client_challenge = $3 AND expires_at > moment AND person_id IS NOT NULL
       RETURNING person_id::text, strength, expires_at`,
      [sha256(code), id, sha256(verifier), PROOF_SECONDS, issuer],
    );
    if (row === undefined) throw authenticationFailed(0);
    return {
      id,
      personId: row.person_id as string,
      strength: row.strength as Strength,
      expiresAt: row.expires_at as Date,
    };
  }

  private provider(): IdentityProvider {
    return (
      this.parts.provider ?? refuse('NOT_FOUND', 'This platform has no identity provider to sign in through.')
    );
  }

  /** Follows from the state, so that nothing secret is kept. */
  private flow(state: string): AuthorizationFlow {
    const derived = (label: string) => this.parts.blindIndex.other(label, state).toString('base64url');
    return { state, nonce: derived('oidc-nonce'), verifier: derived('oidc-verifier') };
  }
}
