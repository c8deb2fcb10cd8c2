import type { EvoucherService } from '../../consent/ports/identity-services.js';
import { ticketVerifier } from './signed-ticket.js';

/** The national e-voucher (医保电子凭证) service. */
export function evoucherService(url: string, audience: () => string): EvoucherService {
  const verify = ticketVerifier({
    url,
    jwksPath: '/.well-known/evoucher-jwks.json',
    type: 'evoucher+jwt',
    audience,
    claims: ['certNo'],
  });
  return {
    async verify(token) {
      const claims = await verify(token);
      return claims && { certNo: String(claims.certNo), jti: String(claims.jti) };
    },
  };
}
