import Fastify from 'fastify';
import { cardReaderRoutes } from './card-reader.js';
import { evoucherRoutes } from './evoucher.js';
import { faceRoutes } from './face.js';
import { homePage } from './home-page.js';
import type { KnownPeople, KnownStaff } from './people.js';
import { type Inboxes, smsRoutes } from './sms.js';
import { ukeyRoutes } from './ukey.js';

export interface StandInOptions {
  /** 0 for any free port. */
  readonly port: number;
  readonly host?: string;
  /** The audience of tickets: the platform's issuer. It may become known only after the stand-in has started. */
  readonly audience: () => string;
  /** Whom its pages offer. */
  readonly people?: KnownPeople;
  /** Whose smart cards it has. */
  readonly staff?: KnownStaff;
}

export interface StandIn {
  readonly url: string;
  close(): Promise<void>;
}

/** A stand-in city: the outside services that the platform's adapters call, in memory and with their own keys. */
export async function createStandIn({
  port,
  host = '127.0.0.1',
  audience,
  people = [],
  staff = [],
}: StandInOptions): Promise<StandIn> {
  const app = Fastify();
  let url = '';
  const issuing = { issuer: () => url, audience };
  const inboxes: Inboxes = new Map();
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );
  await app.register(smsRoutes, { inboxes });
  await app.register(evoucherRoutes, { ...issuing, people });
  await app.register(faceRoutes, { ...issuing, people });
  await app.register(cardReaderRoutes, { ...issuing, people });
  await app.register(ukeyRoutes, { staff });
  homePage(app, audience, people, (mobile) => inboxes.get(mobile) ?? []);
  url = await app.listen({ port, host });
  return { url, close: () => app.close() };
}
