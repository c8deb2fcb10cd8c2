import { authenticationFailed } from '../authentication/authentication-failed.js';
import type { SeenOnce } from '../authentication/replay-guard.js';
import { badInput } from '../kernel/refusal.js';
import { CardReader } from '../ports/card-reader.js';
import type { EvoucherService } from '../ports/identity-services.js';

/** What is shown at the counter: exactly one of the two. */
export interface ShownIdentity {
  /** The token that scanning the e-voucher gave. */
  readonly evoucher?: string | null;
  /** The ticket that reading the card's chip gave. */
  readonly card?: string | null;
}

export interface Identified {
  readonly certNo: string;
  readonly by: 'EVOUCHER' | 'CARD';
}

/** Longer than any ticket lives. */
const REMEMBERED_SECONDS = 600;
const LONGEST_TICKET = 4096;

/** Who stands at the counter: by e-voucher scan or chip-read card, each good once and short-lived. */
export class CounterIdentities {
  constructor(
    private readonly evoucher: EvoucherService,
    private readonly cards: CardReader,
    private readonly seenOnce: SeenOnce,
  ) {}

  /** @throws Refusal AUTHENTICATION_FAILED */
  async identify({ evoucher, card }: ShownIdentity, counter: string): Promise<Identified> {
    if (!evoucher === !card) throw badInput('identity', 'Give exactly one of evoucher and card.');
    if ((evoucher ?? card)!.length > LONGEST_TICKET) throw authenticationFailed(0);
    const shown = evoucher ? await this.evoucher.verify(evoucher) : await this.chip(card!, counter);
    if (
      !shown ||
      !(await this.seenOnce.first('EVOUCHER', `${card ? 'card\0' : ''}${shown.jti}`, REMEMBERED_SECONDS))
    )
      throw authenticationFailed(0);
    return { certNo: shown.certNo, by: evoucher ? 'EVOUCHER' : 'CARD' };
  }

  /** A ticket is good at the counter where the card was read. */
  private async chip(ticket: string, counter: string) {
    const read = await this.cards.verify(ticket);
    return read?.counter === counter ? read : null;
  }
}
