import type { IncomingHttpHeaders } from 'node:http';
import { decodeProtectedHeader } from 'jose';
import { ANONYMOUS, type Caller } from './caller.js';
import type { MemberTokens } from './member-token.js';
import type { PersonTokens } from './person-token.js';
import type { RecipientTokens } from './recipient-token.js';
import type { StaffTokens } from './staff-token.js';
import { CredentialsRefused } from './unauthenticated.js';

const CREDENTIALS = /^(DPoP|Bearer) +([\w.~+/-]+=*)$/i;

/** Determines the caller of a request from its headers alone. */
export class Authenticator {
  constructor(
    private readonly recipients: RecipientTokens,
    private readonly people: PersonTokens,
    private readonly staff: StaffTokens,
    private readonly members: MemberTokens,
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
    const type = claimedType(token);
    if (type === this.staff.type) return this.staff.verify(token);
    return type === this.members.type ? this.members.verify(token) : this.people.verify(token);
  }
}

/** The type by which the verifier is chosen. It is unverified; the verifier then checks that of the signed token. */
function claimedType(token: string): string | undefined {
  try {
    return decodeProtectedHeader(token).typ;
  } catch {
    return undefined;
  }
}
