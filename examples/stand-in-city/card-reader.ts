import type { FastifyInstance } from 'fastify';
import { openToPages } from './open-to-pages.js';
import { html, page } from './page.js';
import type { KnownPeople } from './people.js';
import { type Issuing, TicketIssuer } from './ticket-issuer.js';

const code = { type: 'string', minLength: 1, maxLength: 40 };
const certNo = { type: 'string', minLength: 1, maxLength: 50 };
const READ = { type: 'object', required: ['counter'], properties: { certNo, counter: code } };
const LAID = {
  type: 'object',
  required: ['counter', 'certNo'],
  properties: { counter: code, certNo, name: { type: 'string', maxLength: 50 } },
};

interface Card {
  readonly certNo: string;
  readonly name?: string;
}

/**
 * The card readers of the counters (社会保障卡). The stand-in reads any person's card: the one that is named, or the one that
 * was laid on the counter's reader. Of that one it shows the clerk the name and the last four characters, as a reader does.
 */
export async function cardReaderRoutes(
  app: FastifyInstance,
  { people, ...issuing }: Issuing & { people: KnownPeople },
): Promise<void> {
  const issuer = await TicketIssuer.create('chip-read+jwt', issuing);
  const laid = new Map<string, Card>();
  openToPages(app, '/card');
  app.get('/.well-known/card-jwks.json', async () => issuer.jwks);
  app.post<{ Body: { certNo?: string; counter: string } }>(
    '/card',
    { schema: { body: READ } },
    async ({ body: { certNo, counter } }, reply) => {
      const card = certNo === undefined ? laid.get(counter) : { certNo };
      if (card === undefined) return reply.code(404).send({ error: 'There is no card on this reader.' });
      const ticket = await issuer.sign({ certNo: card.certNo, counter });
      return { ticket, shown: { name: nameOf(people, card), last4: card.certNo.slice(-4) } };
    },
  );
  app.put<{ Body: Card & { counter: string } }>(
    '/card',
    { schema: { body: LAID } },
    async ({ body: { counter, ...card } }, reply) => {
      laid.set(counter, card);
      return reply.code(204).send();
    },
  );
  app.get('/reader', async (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(readerPage(people)),
  );
  app.post<{ Body: Card & { counter: string } }>(
    '/reader',
    { schema: { body: LAID } },
    async ({ body: { counter, ...card } }, reply) => {
      laid.set(counter, card);
      return reply
        .type('text/html; charset=utf-8')
        .send(
          page(
            '读卡器 · Card reader',
            html`<p>卡已放上。The card is on the reader. <a href="/reader">‹</a></p>`,
          ),
        );
    },
  );
}

const nameOf = (people: KnownPeople, { certNo, name }: Card) =>
  name ?? people.find((person) => person.certNo === certNo)?.name ?? '';

const readerPage = (people: KnownPeople) =>
  page(
    '读卡器 · Card reader',
    html`<p>把谁的卡放到哪个窗口的读卡器上？Whose card is on the reader of which counter?</p>
      <form method="post" action="/reader">
        <p><label>窗口 Counter <input name="counter" value="YT-01-05" required /></label></p>
        <p><label>证件号码 Number <input name="certNo" list="people" required /></label></p>
        <datalist id="people">${people.map(({ certNo, name }) => html`<option value="${certNo}">${name}</option>`)}</datalist>
        <p><button>放卡 · Lay it on</button></p>
      </form>`,
  );
