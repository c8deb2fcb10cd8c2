import type { EvoucherService } from '../../consent/ports/identity-services.js';
import { ticketVerifier } from './signed-ticket.js';

/** The national e-voucher (医保电子凭证) service. */
export const evoucherService = (url: string, audience: () => string): EvoucherService => ({
  verify: ticketVerifier({
    url,
    jwksPath: '/.well-known/evoucher-jwks.json',
    type: 'evoucher+jwt',
    audience,
    places: ['challengeId', 'counter'],
  }),
});
