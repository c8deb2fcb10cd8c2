import { createLocalJWKSet, decodeJwt, type JWK, jwtVerify } from 'jose';
import type { ReplayGuard } from '../../consent/authentication/replay-guard.js';
import type { Executor } from '../../consent/database/executor.js';
import type { StaffRole } from '../../consent/staff/role.js';
import { LONGEST_TOKEN, RECIPIENT_ALGORITHMS } from './algorithms.js';
import type { StaffSession, StaffTokens } from './staff-token.js';
import { unauthenticated } from './unauthenticated.js';

const LONGEST_LIFE_SECONDS = 120;
const CLOCK_TOLERANCE_SECONDS = 5;

/** One answer for every way it fails: nobody learns which accounts there are. */
const notSignedIn = (cause?: unknown) => unauthenticated('This staff assertion is not valid.', cause);

/**
 * Staff sign in with a key of their own, in a smart card or key store as issued by the city's CA: an assertion
 * signed with it (as in RFC 7523), made out to this platform, good once and for two minutes. There is no password
 * to be guessed, passed on or stolen.
 */
export class StaffSignIn {
  constructor(
    private readonly database: Executor,
    private readonly replayGuard: ReplayGuard,
    private readonly tokens: StaffTokens,
    private readonly audience: () => string,
  ) {}

  /** @throws Refusal UNAUTHENTICATED */
  async signIn(assertion: string): Promise<StaffSession> {
    if (assertion.length > LONGEST_TOKEN) throw notSignedIn();
    const staffCode = claimedCode(assertion);
    const [account] = await this.database.query(
      'SELECT role, jwk FROM assent.staff WHERE code = $1 AND disabled_at IS NULL',
      [staffCode],
    );
    if (!account) throw notSignedIn();
    const jti = await this.verify(assertion, staffCode, account.jwk as JWK);
    if (
      !(await this.replayGuard.firstUse(
        'TOKEN_REQUEST',
        `staff\0${staffCode}\0${jti}`,
        2 * LONGEST_LIFE_SECONDS,
      ))
    )
      throw notSignedIn();
    return this.tokens.issue({ staffCode, role: account.role as StaffRole });
  }

  private async verify(assertion: string, staffCode: string, jwk: JWK): Promise<string> {
    try {
      const { payload } = await jwtVerify(assertion, createLocalJWKSet({ keys: [jwk] }), {
        algorithms: [...RECIPIENT_ALGORITHMS],
        issuer: staffCode,
        subject: staffCode,
        audience: this.audience(),
        maxTokenAge: LONGEST_LIFE_SECONDS,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        requiredClaims: ['iat', 'exp', 'jti'],
      });
      return String(payload.jti);
    } catch (error) {
      throw notSignedIn(error);
    }
  }
}

function claimedCode(assertion: string): string {
  try {
    const { sub } = decodeJwt(assertion);
    if (typeof sub === 'string' && sub.length <= 40 && !sub.includes('\0')) return sub;
  } catch {
    // Said below.
  }
  throw notSignedIn();
}
