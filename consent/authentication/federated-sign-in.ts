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
      throw badInput('challenge', 'Send the SHA-256 of a random verifier, in base64url.');
    const state = randomBytes(32).toString('base64url');
    const location = await provider.authorizationUrl(this.flow(state)).catch((error) => {
      throw unavailable(error);
    });
    await this.parts.database.query(
      `INSERT INTO assent.federated_sign_in (id, state_hash, client_challenge, expires_at)
       VALUES ($1, $2, $3, assent.now() + make_interval(secs => $4))`,
      [randomUUID(), sha256(state), Buffer.from(clientChallenge, 'base64url'), AT_PROVIDER_SECONDS],
    );
    return location;
  }

  /** Handles the redirect back from the provider. @returns a code for the client, whatever the provider answered */
  async answer(parameters: URLSearchParams): Promise<string> {
    const provider = this.provider();
    const code = randomBytes(32).toString('base64url');
    const state = parameters.get('state') ?? '';
    const { database, people } = this.parts;
    // The state is taken before the answer is checked, so each state works once.
    const [taken] = await database.query(
      `UPDATE assent.federated_sign_in SET code_hash = $2, expires_at = assent.now() + make_interval(secs => $3)
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
        'UPDATE assent.federated_sign_in SET person_id = $2::bigint, strength = $3 WHERE id = $1',
        [taken.id, personId, identified.strength],
      );
    return code;
  }

  /** Exchanges the code for a session. The code is spent even if this fails. @throws Refusal AUTHENTICATION_FAILED */
  async complete({ code, verifier }: { code: string; verifier: string }): Promise<FederatedAuthentication> {
    const { issuer } = this.provider();
    if (verifier.length > VERIFIER_LENGTH_MAX) throw authenticationFailed(0);
    const id = randomUUID();
    const [row] = await this.parts.database.query(
      `WITH clock AS MATERIALIZED (SELECT assent.now() AS moment),
       taken AS (DELETE FROM assent.federated_sign_in WHERE code_hash = $1 RETURNING *)
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

  /** Derives nonce and PKCE verifier from the state, so that no secret is stored. */
  private flow(state: string): AuthorizationFlow {
    const derived = (label: string) => this.parts.blindIndex.other(label, state).toString('base64url');
    return { state, nonce: derived('oidc-nonce'), verifier: derived('oidc-verifier') };
  }
}
