import { createLocalJWKSet, decodeJwt, type JWK, jwtVerify } from 'jose';
import type { ReplayGuard } from '../../consent/authentication/replay-guard.js';
import type { Seals } from '../../consent/crypto/seal.js';
import type { Executor } from '../../consent/database/executor.js';
import { LIMITS } from '../../consent/kernel/limits.js';
import { sealedAccount } from '../../consent/staff/accounts.js';
import type { StaffRole } from '../../consent/staff/role.js';
import { LONGEST_TOKEN, RECIPIENT_ALGORITHMS } from './algorithms.js';
import { assertionFault } from './signed-statement.js';
import type { StaffSession, StaffTokens } from './staff-token.js';
import { unauthenticated } from './unauthenticated.js';

/** Longer than any assertion is accepted. */
const REMEMBERED_SECONDS = 2 * LIMITS.assertionSeconds;

/** Every failure has the same answer, so that it does not tell which accounts exist. */
const notSignedIn = (cause?: unknown) =>
  unauthenticated(
    {
      en: 'This staff assertion is not valid. Sign a new one with the key of your account.',
      zh: '工作人员的签名断言无效。请用本账户的密钥重新签一份。',
    },
    cause,
  );

/**
 * Signs staff in by an assertion (as in RFC 7523) that is signed with the employee's own key, in a smart card or key
 * store issued by the city's CA. The assertion names this platform as its audience and is valid once, for a minute.
 * There is no password that could be guessed, shared or stolen.
 */
export class StaffSignIn {
  constructor(
    private readonly database: Executor,
    private readonly seals: Seals,
    private readonly replayGuard: ReplayGuard,
    private readonly tokens: StaffTokens,
    private readonly audience: () => string,
  ) {}

  /** @throws Refusal UNAUTHENTICATED */
  async signIn(assertion: string): Promise<StaffSession> {
    if (assertion.length > LONGEST_TOKEN) throw notSignedIn();
    const staffCode = claimedCode(assertion);
    const account = await sealedAccount(this.database, this.seals, staffCode);
    if (account?.disabled_at !== null) throw notSignedIn();
    const jti = await this.verify(assertion, staffCode, account.jwk as JWK);
    if (
      !(await this.replayGuard.firstUse('TOKEN_REQUEST', `staff\0${staffCode}\0${jti}`, REMEMBERED_SECONDS))
    )
      throw notSignedIn();
    return this.tokens.issue({ staffCode, role: account.role as StaffRole });
  }

  private async verify(assertion: string, staffCode: string, jwk: JWK): Promise<string> {
    try {
      const { payload, protectedHeader } = await jwtVerify(assertion, createLocalJWKSet({ keys: [jwk] }), {
        algorithms: [...RECIPIENT_ALGORITHMS],
        issuer: staffCode,
        subject: staffCode,
        clockTolerance: LIMITS.statementAheadSeconds,
        requiredClaims: ['iat', 'exp', 'jti'],
      });
      const fault = assertionFault(payload, protectedHeader, this.audience());
      if (fault) throw new Error(fault);
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
    // A malformed assertion is refused like any other, below.
  }
  throw notSignedIn();
}
