import Fastify, { type FastifyInstance } from 'fastify';
import type { CryptoKey } from 'openid-client';
import { html, page } from '../stand-in-city/page.js';
import { EnrolApp, type Sent } from './enrol.js';

const ENROLMENT = {
  purpose: 'QUICK_UNDERWRITING',
  mode: 'ONE_TIME',
  validForDays: 3,
  notice: '您正在投保。为核对您的参保信息，请授权我们查询以下各项；仅用于本次核保。',
};
const REDEEM = `mutation Redeem($input: RedeemGrantInput!) { redeemGrant(input: $input) {
  person { enrolments { nodes { insuranceType insuredStatus } } } } }`;
/** People who were sent over and have not come back; more than these are forgotten, oldest first. */
const AWAY_MAX = 100;

/** What the app of an insurer needs. */
export interface InsurersApp {
  /** The platform’s address, by which everything else is discovered. */
  readonly platform: string;
  readonly clientId: string;
  readonly key: CryptoKey;
  readonly port: number;
}

/** Where the platform sends people back to. */
export const returnTo = (port: number): string => `http://127.0.0.1:${port}/return`;

/** A small insurer’s app, for whoever tries the redirect by hand: enrol, decide over there, come back. */
export async function startInsurersApp({
  platform,
  clientId,
  key,
  port,
}: InsurersApp): Promise<FastifyInstance> {
  const app = Fastify({ exposeHeadRoutes: false });
  const away = new Map<string, Sent>();
  let enrolling: Promise<EnrolApp> | undefined;
  const enrol = () => {
    enrolling ??= EnrolApp.start(platform, clientId, key, returnTo(port));
    return enrolling;
  };
  const show = (title: string, body: ReturnType<typeof html>) => page(title, body);

  app.addHook('onSend', async (_request, reply) => void reply.type('text/html; charset=utf-8'));
  app.get('/', async () =>
    show(
      '安心人寿的应用 · An insurer’s app',
      html`<p>投保前，保险公司要核对您的参保信息。是否给、给哪些，由您在医保的页面上决定。</p>
        <p>Before you enrol, the insurer checks that you are insured. Whether it may is decided on the platform’s pages.</p>
        <form method="post" action="/enrol"><button>投保 · Enrol</button></form>`,
    ),
  );
  app.addContentTypeParser('application/x-www-form-urlencoded', (_request, _body, done) => done(null));
  app.post('/enrol', async (_request, reply) => {
    const sent = await (await enrol()).send(ENROLMENT);
    if (away.size >= AWAY_MAX) away.delete(away.keys().next().value!);
    away.set(sent.state, sent);
    return reply.redirect(sent.url.href, 303);
  });
  app.get<{ Querystring: { state?: string } }>('/return', async ({ url, query }) => {
    const sent = away.get(query.state ?? '');
    if (!sent) return show('没有这次投保 · Not yours', html`<p><a href="/">重新开始 · Begin again</a></p>`);
    away.delete(sent.state);
    const back = new URL(url, returnTo(port));
    if (back.searchParams.has('error'))
      return show('您没有同意 · You said no', html`<p>可以用纸质材料投保。<a href="/">‹ 返回 · Back</a></p>`);
    const token = await (await enrol()).receive(back, sent);
    const grantId = String(token.grant_id);
    const input = { grantId, idempotencyKey: sent.state };
    const answer = await (await enrol()).query(token.access_token, REDEEM, { input });
    return show(
      '已核对，可以投保 · Checked',
      html`<p>授权 Grant ${grantId}</p><pre>${JSON.stringify(answer, null, 2)}</pre>
        <p><a href="${platform}/timeline">在门户看这次读取 · See this reading in the portal</a></p>`,
    );
  });
  await app.listen({ host: '127.0.0.1', port });
  return app;
}
