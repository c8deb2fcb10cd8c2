import type { EvoucherService, FaceService } from '../ports/identity-services.js';
import type { Challenge, Challenges } from './challenge.js';

/**
 * Tickets that the e-voucher or face service hands over for a challenge which a page of the portal started. The service's
 * signature and the challenge that it names are checked here, and everything else when the page completes the challenge.
 */
export class HandedOverTickets {
  constructor(
    private readonly challenges: Challenges,
    private readonly evoucher: EvoucherService,
    private readonly face: FaceService,
  ) {}

  /** @returns false unless the ticket is the service's own, and of an open challenge that has none yet */
  async keep(challengeId: string, ticket: string): Promise<boolean> {
    const challenge = await this.challenges.find(challengeId);
    const service = challenge && this.serviceOf(challenge);
    const evidence = service ? await service.verify(ticket) : null;
    return evidence?.challengeId === challengeId && this.challenges.handOver(challengeId, ticket);
  }

  private serviceOf({ method, passkey }: Challenge): EvoucherService | FaceService | null {
    if (passkey) return null;
    if (method === 'SCAN') return this.evoucher;
    return method === 'FACE' ? this.face : null;
  }
}
