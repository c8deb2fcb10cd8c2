import type { PersonDirectory } from '../../people/person-directory.js';
import type { EvoucherService } from '../../ports/identity-services.js';
import type { IdentityTicket } from '../../ports/identity-ticket.js';
import type { Challenge } from '../challenge.js';
import type { ReplayGuard } from '../replay-guard.js';
import type { ChallengeStart, Method } from './method.js';

/** Longer than the lifetime of any e-voucher token. */
const REPLAY_WINDOW_SECONDS = 600;

/** The person shows their e-voucher (医保电子凭证) in the activated real-name app. */
export class EvoucherScan implements Method<IdentityTicket> {
  readonly guessable = false;

  constructor(
    private readonly people: PersonDirectory,
    private readonly evoucher: EvoucherService,
    private readonly replayGuard: ReplayGuard,
  ) {}

  async open(): Promise<ChallengeStart> {
    return { codeHash: null, hint: '请打开医保电子凭证，出示二维码。' };
  }

  read(_challenge: Challenge, response: string): Promise<IdentityTicket | null> {
    return this.evoucher.verify(response);
  }

  /** The token of another challenge or of a counter is refused, and spent by the attempt. */
  async judge(challenge: Challenge, { certNo, challengeId, jti }: IdentityTicket): Promise<string | null> {
    if (!(await this.replayGuard.firstUse('EVOUCHER', jti, REPLAY_WINDOW_SECONDS))) return null;
    if (challengeId !== challenge.id) return null;
    if (challenge.awaitsIdentity) return this.people.findForSignIn(certNo);
    return (await this.people.matches(challenge.personId, certNo)) ? challenge.personId : null;
  }
}
