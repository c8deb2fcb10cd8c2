import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { Client } from 'pg';

const SSL_REQUEST = 80877103;
const READY = 'Z';
const IDLE = 'I';
const TERMINATE = 'X';

const message = (type: string, body: Buffer): Buffer => {
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
};

/** Cuts a stream into messages of PostgreSQL's protocol, which have a type and a length. */
function cut(onMessage: (type: string, whole: Buffer) => void): (chunk: Buffer) => void {
  let rest = Buffer.alloc(0);
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 5 && rest.length > rest.readInt32BE(1)) {
      const length = rest.readInt32BE(1) + 1;
      onMessage(String.fromCharCode(rest[0]!), rest.subarray(0, length));
      rest = rest.subarray(length);
    }
  };
}

/** A session of the database, which serves one transaction after another, of whichever client. */
interface Session {
  readonly stream: Socket;
  client: Socket | null;
}

/**
 * A pooler in transaction mode, as pgbouncer with `pool_mode = transaction`: a client has a session of the database from its
 * first message until the database is idle again. It lets everybody in.
 * @param handsOut the session that came back last, or each in its turn (`server_round_robin`)
 */
export async function startTransactionPooler(
  databaseUrl: string,
  handsOut: 'LAST' | 'IN_TURN',
): Promise<{ url: string; stop(): void }> {
  const free: Session[] = [];
  const opened: Client[] = [];

  async function open(): Promise<Session> {
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    // It ends with the database, or with the pooler.
    client.on('error', () => undefined);
    opened.push(client);
    const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
    const session: Session = { stream, client: null };
    stream.removeAllListeners('data');
    stream.on(
      'data',
      cut((type, whole) => {
        const { client: to } = session;
        if (type === READY && String.fromCharCode(whole[5]!) === IDLE) {
          session.client = null;
          free.push(session);
        }
        to?.write(whole);
      }),
    );
    return session;
  }

  function serve(client: Socket): void {
    let mine: Session | null = null;
    /** Messages of the client, each after the one before it. */
    let sending = Promise.resolve();
    const send = async (whole: Buffer) => {
      if (mine?.client !== client) {
        mine = (handsOut === 'LAST' ? free.pop() : free.shift()) ?? (await open());
        mine.client = client;
      }
      mine.stream.write(whole);
    };
    const onMessage = cut((type, whole) => {
      if (type === TERMINATE) client.end();
      else sending = sending.then(() => send(whole));
    });
    const onStart = (chunk: Buffer) => {
      if (chunk.readInt32BE(4) === SSL_REQUEST) {
        client.once('data', onStart);
        client.write('N');
        return;
      }
      client.on('data', onMessage);
      client.write(Buffer.concat([message('R', Buffer.alloc(4)), message(READY, Buffer.from(IDLE))]));
    };
    client.once('data', onStart);
    client.on('error', () => client.destroy());
  }

  const server = createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: url.href,
    stop() {
      server.close();
      for (const client of opened)
        (client as unknown as { connection: { stream: Socket } }).connection.stream.destroy();
    },
  };
}
