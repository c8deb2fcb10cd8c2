import type { FastifyInstance } from 'fastify';
import { html, page } from './page.js';
import type { KnownPeople } from './people.js';
import type { TicketIssuer } from './ticket-issuer.js';

interface Shown {
  readonly path: '/evoucher' | '/face';
  readonly title: string;
  readonly button: string;
}

/**
 * The city's own app, where a person shows the e-voucher or the face. The stand-in asks who that is, signs the ticket for the
 * challenge and hands it over to the platform, as the real services do.
 */
export function handoffPage(
  app: FastifyInstance,
  issuer: TicketIssuer,
  platform: () => string,
  people: KnownPeople,
  { path, title, button }: Shown,
): void {
  app.get<{ Querystring: { challenge?: string } }>(path, async ({ query }, reply) =>
    reply.type('text/html; charset=utf-8').send(
      page(
        title,
        html`<p>请选是谁。 · Choose who you are.</p>
          <form method="post" action="${path}/shown">
            <input type="hidden" name="challenge" value="${query.challenge ?? ''}" />
            <ul>${people.map(
              ({ name, certNo, role }, index) =>
                html`<li><label><input type="radio" name="certNo" value="${certNo}" ${index === 0 ? 'checked' : ''} /> ${name}（${role}）</label></li>`,
            )}</ul>
            <p><label>或输证件号码 · or another number <input name="other" autocomplete="off" /></label></p>
            <button>${button}</button>
          </form>`,
      ),
    ),
  );

  app.post<{ Body: Record<string, string> }>(`${path}/shown`, async ({ body }, reply) => {
    const certNo = body.other?.trim() || body.certNo || '';
    const challengeId = body.challenge ?? '';
    const answer = await fetch(`${platform()}/handoff`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ challengeId, ticket: await issuer.sign({ certNo, challengeId }) }),
    });
    const done = answer.ok
      ? html`<p>已完成，请回到知数的页面。 · Done. Go back to the page of 知数.</p>`
      : html`<p>没有成功：这次核验已经结束。请回到知数的页面重来。 · This challenge has ended. Go back and start again.</p>`;
    return reply.type('text/html; charset=utf-8').send(page(title, done));
  });
}
