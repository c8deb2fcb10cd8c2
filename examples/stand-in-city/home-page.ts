import type { FastifyInstance } from 'fastify';
import { html, page } from './page.js';
import type { KnownPeople } from './people.js';
import type { Message } from './sms.js';

/** The first page: who is there to sign in as, and the SMS that each of them got. */
export function homePage(
  app: FastifyInstance,
  platform: () => string,
  people: KnownPeople,
  inbox: (mobile: string) => readonly Message[],
): void {
  app.get('/', async (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(
      page(
        '替身城市 · Stand-in city',
        html`<p>门户 · Portal: <a href="${platform()}">${platform()}</a></p>
          <h2>可以登录的人 · People to sign in as</h2>
          <ul>${people.map(
            ({ name, certNo, mobile, role }) =>
              html`<li><strong>${name}</strong>（${role}） ${certNo} ${mobile ? html`· <a href="/phone/${mobile}">短信 SMS ${mobile}</a>` : ''}</li>`,
          )}</ul>
          <h2>窗口 · The counter</h2>
          <p><a href="${platform()}/desk">${platform()}/desk</a> · <a href="/ukey">UKey</a> · <a href="/reader">读卡器 Card reader</a></p>`,
      ),
    ),
  );

  app.get<{ Params: { mobile: string } }>('/phone/:mobile', async ({ params: { mobile } }, reply) =>
    reply.type('text/html; charset=utf-8').send(
      page(
        `短信 · SMS ${mobile}`,
        html`<p><a href="/">‹ 返回 · Back</a> · <a href="/phone/${mobile}">刷新 · Reload</a></p>
          <ul>${inbox(mobile).map(({ text, at }) => html`<li>${text} <small>${at}</small></li>`)}</ul>`,
      ),
    ),
  );
}
