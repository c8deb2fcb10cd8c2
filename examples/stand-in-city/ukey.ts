import type { FastifyInstance } from 'fastify';
import type { JWK } from 'jose';
import { RecipientKey } from '../clients/recipient-key.js';
import { openToPages } from './open-to-pages.js';
import { html, page } from './page.js';
import type { KnownStaff } from './people.js';

const SIGN = {
  type: 'object',
  required: ['audience', 'nonce'],
  properties: {
    audience: { type: 'string', minLength: 1, maxLength: 200 },
    nonce: { type: 'string', minLength: 16, maxLength: 100 },
  },
};

interface Plugged {
  readonly code: string;
  readonly key: RecipientKey;
}

/**
 * The helper of the smart cards (UKey) with which employees sign in. A real one runs on the desk's own machine and asks for the
 * PIN; the stand-in signs with whichever key was plugged in last.
 */
export async function ukeyRoutes(app: FastifyInstance, { staff }: { staff: KnownStaff }): Promise<void> {
  let plugged: Plugged | null = null;
  openToPages(app, '/ukey/sign');
  app.post<{ Body: { audience: string; nonce: string } }>(
    '/ukey/sign',
    { schema: { body: SIGN } },
    async ({ body: { audience, nonce } }, reply) => {
      if (plugged === null) return reply.code(404).send({ error: 'No UKey is plugged in.' });
      return { assertion: await plugged.key.assertion(plugged.code, audience, { jti: nonce }) };
    },
  );
  app.put<{ Body: { code: string; jwk: JWK } }>('/ukey', async ({ body: { code, jwk } }, reply) => {
    plugged = { code, key: await RecipientKey.fromJwk(jwk) };
    return reply.code(204).send();
  });
  app.get('/ukey', async (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(ukeyPage(staff, plugged)),
  );
  app.post<{ Body: { code: string } }>('/ukey', async ({ body: { code } }, reply) => {
    const employee = staff.find((one) => one.code === code);
    if (employee) plugged = { code, key: await RecipientKey.fromJwk(employee.jwk) };
    return reply.type('text/html; charset=utf-8').send(ukeyPage(staff, plugged));
  });
}

const ukeyPage = (staff: KnownStaff, plugged: Plugged | null) =>
  page(
    'UKey',
    html`<p>${plugged ? `已插上 Plugged in: ${plugged.code}` : '没有插 UKey。No UKey is plugged in.'}</p>
      ${staff.map(
        ({ code, role }) =>
          html`<form method="post" action="/ukey"><input type="hidden" name="code" value="${code}" /><p><button>插上 ${code}（${role}）</button></p></form>`,
      )}`,
  );
