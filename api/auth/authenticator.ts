import type { IncomingHttpHeaders } from 'node:http';
import { decodeProtectedHeader } from 'jose';
import { ANONYMOUS, type Caller } from './caller.js';
import type { PersonTokens } from './person-token.js';
import type { RecipientTokens } from './recipient-token.js';
import { STAFF_TOKEN_TYPE, type StaffTokens } from './staff-token.js';
import { CredentialsRefused } from './unauthenticated.js';

const CREDENTIALS = /^(DPoP|Bearer) +([\w.~+/-]+=*)$/i;

/** Determines the caller of a request from its headers alone. */
export class Authenticator {
  constructor(
    private readonly recipients: RecipientTokens,
    private readonly people: PersonTokens,
    private readonly staff: StaffTokens,
  ) {}

  /** A request without credentials is anonymous. The proof of a recipient is left to be spent. @throws Refusal UNAUTHENTICATED for invalid credentials */
  async caller(headers: IncomingHttpHeaders, method: string): Promise<Caller> {
    const { authorization, dpop } = headers;
    if (authorization === undefined) return ANONYMOUS;
    const [, scheme, token] = CREDENTIALS.exec(authorization) ?? [];
    if (scheme === undefined || token === undefined)
      throw new CredentialsRefused('invalid_request', {
        en: 'The Authorization header must be "Bearer <token>" or "DPoP <token>".',
        zh: 'Authorization 请求头应写作“Bearer <令牌>”或“DPoP <令牌>”。',
      });
    if (scheme.toLowerCase() === 'dpop')
      return this.recipients.identify(token, typeof dpop === 'string' ? dpop : undefined, method);
    return isStaffToken(token) ? this.staff.verify(token) : this.people.verify(token);
  }
}

/** Chooses the verifier by the unverified type; the verifier then checks the type of the signed token. */
function isStaffToken(token: string): boolean {
  try {
    return decodeProtectedHeader(token).typ === STAFF_TOKEN_TYPE;
  } catch {
    return false;
  }
}
