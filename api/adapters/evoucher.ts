import type { EvoucherService } from '../../consent/ports/identity-services.js';
import type { PinnedKeys } from '../pinned-keys.js';
import { ticketVerifier } from './signed-ticket.js';

/** The national e-voucher (医保电子凭证) service. */
export const evoucherService = (
  url: string,
  audience: () => string,
  pinnedKeys: PinnedKeys | null = null,
): EvoucherService => ({
  verify: ticketVerifier({
    name: 'the e-voucher service',
    url,
    jwksPath: '/.well-known/evoucher-jwks.json',
    type: 'evoucher+jwt',
    audience,
    pinnedKeys,
    places: ['challengeId', 'counter'],
  }),
});
