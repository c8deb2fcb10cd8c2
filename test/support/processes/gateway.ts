import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** An SMS gateway that can be made unavailable. */
export interface Gateway {
  readonly url: string;
  readonly taken: { readonly mobile: string; readonly text: string }[];
  up: boolean;
  /** Emits 'taken' for each accepted message. */
  readonly events: EventEmitter;
  close(): void;
}

export async function startGateway(): Promise<Gateway> {
  const server = createServer(async (request, response) => {
    const body = await json(request);
    const { up } = gateway;
    if (up) gateway.taken.push(body as { mobile: string; text: string });
    response.writeHead(up ? 202 : 503).end();
    if (up) gateway.events.emit('taken');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const gateway: Gateway = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken: [],
    up: true,
    events: new EventEmitter(),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
  return gateway;
}
