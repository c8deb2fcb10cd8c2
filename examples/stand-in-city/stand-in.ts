import Fastify from 'fastify';
import { cardReaderRoutes } from './card-reader.js';
import { evoucherRoutes } from './evoucher.js';
import { faceRoutes } from './face.js';
import { smsRoutes } from './sms.js';

export interface StandInOptions {
  /** 0 for any free port. */
  readonly port: number;
  readonly host?: string;
  /** The audience of tickets: the platform's issuer. It may become known only after the stand-in has started. */
  readonly audience: () => string;
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
}: StandInOptions): Promise<StandIn> {
  const app = Fastify();
  let url = '';
  const issuing = { issuer: () => url, audience };
  await app.register(smsRoutes);
  await app.register(evoucherRoutes, issuing);
  await app.register(faceRoutes, issuing);
  await app.register(cardReaderRoutes, issuing);
  url = await app.listen({ port, host });
  return { url, close: () => app.close() };
}
