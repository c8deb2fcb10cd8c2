import { authenticationFailed } from '../authentication/authentication-failed.js';
import type { ReplayGuard } from '../authentication/replay-guard.js';
import { badInput } from '../kernel/refusal.js';
import { CardReader } from '../ports/card-reader.js';
import type { EvoucherService } from '../ports/identity-services.js';
import type { IdentityTicket } from '../ports/identity-ticket.js';

/** What somebody presents at the counter: exactly one of the two. */
export interface PresentedIdentity {
  /** The token from scanning the e-voucher. */
  readonly evoucher?: string | null;
  /** The ticket from reading the chip of the card. */
  readonly card?: string | null;
}

export interface IdentifiedPerson {
  readonly certNo: string;
  readonly by: 'EVOUCHER' | 'CARD';
}

/** Longer than any token or ticket is valid, so that none can be presented twice. */
const REPLAY_GUARD_SECONDS = 600;
const TICKET_LENGTH_MAX = 4096;

/**
 * Identifies a person at the counter by e-voucher or card. Each token and ticket is accepted once, and only at the
 * counter where the code was scanned or the card was read.
 */
export class CounterIdentification {
  constructor(
    private readonly evoucher: EvoucherService,
    private readonly cards: CardReader,
    private readonly replayGuard: ReplayGuard,
  ) {}

  /** @throws Refusal AUTHENTICATION_FAILED */
  async identify({ evoucher, card }: PresentedIdentity, counter: string): Promise<IdentifiedPerson> {
    if (!evoucher === !card)
      throw badInput('identity', {
        en: 'Give exactly one of evoucher and card.',
        zh: 'evoucher 与 card 须且只须给出一个。',
      });
    if ((evoucher ?? card)!.length > TICKET_LENGTH_MAX) throw authenticationFailed(0);
    const shown = evoucher ? await this.evoucher.verify(evoucher) : await this.cards.verify(card!);
    if (shown === null || !(await this.firstUse(shown, evoucher ? '' : 'card\0')))
      throw authenticationFailed(0);
    if (shown.counter !== counter) throw authenticationFailed(0);
    return { certNo: shown.certNo, by: evoucher ? 'EVOUCHER' : 'CARD' };
  }

  private firstUse({ jti }: IdentityTicket, prefix: string): Promise<boolean> {
    return this.replayGuard.firstUse('EVOUCHER', prefix + jti, REPLAY_GUARD_SECONDS);
  }
}
