import type { Challenge } from '../challenge.js';
import { IdentityTicketMethod } from './identity-ticket-method.js';
import type { ChallengeStart } from './method.js';

/** The person shows their e-voucher (医保电子凭证) in the activated real-name app. */
export class EvoucherScan extends IdentityTicketMethod {
  protected readonly kind = 'EVOUCHER';

  async open(): Promise<ChallengeStart> {
    return { codeHash: null, hint: '请打开医保电子凭证，出示二维码。' };
  }

  /** At a sign-in without an ID number the e-voucher itself tells who it is. */
  protected override async personOf(challenge: Challenge, certNo: string): Promise<string | null> {
    return challenge.awaitsIdentity ? this.people.findForSignIn(certNo) : super.personOf(challenge, certNo);
  }
}
