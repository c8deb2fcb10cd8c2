import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createBareDatabase } from '../../support/database/bare-database.js';
import { startProgram } from '../../support/processes/program.js';
import { projectRoot } from '../../support/project.js';

const BODY = JSON.stringify({ query: '{ catalogue { version } }' });

const OLDER_NODE = `data:text/javascript,Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.19.0' } })`;

/** Resolves once nobody listens there any more. */
async function closed(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    const outcome = await Promise.race([
      once(socket, 'connect').then(() => 'open'),
      once(socket, 'error').then(() => 'closed'),
    ]).catch(() => 'closed');
    socket.destroy();
    if (outcome === 'closed') return;
  }
}

describe('assent serve', () => {
  let varDir: string;
  let database: Awaited<ReturnType<typeof createBareDatabase>>;
  beforeAll(async () => {
    varDir = mkdtempSync(join(tmpdir(), 'assent-serve-'));
    database = await createBareDatabase();
  });
  afterAll(async () => {
    await database.drop();
    rmSync(varDir, { recursive: true, force: true });
  });

  const serve = async (...nodeOptions: string[]) => {
    const program = startProgram([...nodeOptions, join(projectRoot, 'dist/api/cli/assent.js'), 'serve'], {
      ASSENT_VAR: varDir,
      DATABASE_URL: database.url,
      PORT: '0',
      LOG_LEVEL: 'info',
    });
    const [, port] = await program.says(/"url":"http:\/\/127\.0\.0\.1:(\d+)"/);
    return { program, port: Number(port) };
  };

  /** A request that has begun: its head has been answered with 100, its body is still to come. */
  const begin = async (port: number): Promise<Socket> => {
    const socket = connect(port, '127.0.0.1');
    socket.setEncoding('utf8');
    socket.write(
      `POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: ${BODY.length}\r\nExpect: 100-continue\r\n\r\n`,
    );
    const [answer] = await once(socket, 'data');
    expect(answer).toMatch(/^HTTP\/1\.1 100 /);
    return socket;
  };

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'answers what has begun at %s, then closes the port and ends with 0',
    async (signal) => {
      const { program, port } = await serve();
      const socket = await begin(port);
      program.signal(signal);
      await closed(port);
      let answer = '';
      socket.on('data', (chunk) => (answer += chunk));
      socket.write(BODY);
      await once(socket, 'close');
      expect(answer).toMatch(/^HTTP\/1\.1 200 /);
      expect(answer).toContain('"version"');
      expect(await program.ended).toBe(0);
    },
  );

  it('is run by the Node from npm if an older Node starts it, and receives the signals', async () => {
    const { program } = await serve('--import', OLDER_NODE);
    const [, pid] = await program.says(/"pid":(\d+)/);
    expect(Number(pid)).not.toBe(program.pid);
    program.signal('SIGTERM');
    expect(await program.ended).toBe(0);
    expect(program.output()).toContain('"stopped"');
  });

  it('leaves no process behind when the one that an older Node started is killed', async () => {
    const { program, port } = await serve('--import', OLDER_NODE);
    program.signal('SIGKILL');
    // Its output ends when the last process that writes to it has ended, so this waits for the other one too.
    expect(await program.ended).toBe('SIGKILL');
    expect(program.output()).toContain('"stopped"');
    await closed(port);
  });

  it('exits immediately at a second signal', async () => {
    const { program, port } = await serve();
    const socket = await begin(port);
    socket.on('error', () => undefined);
    program.signal('SIGTERM');
    await closed(port);
    // One that follows at once is taken for the same Ctrl-C; so they come until one counts.
    const more = setInterval(() => program.signal('SIGTERM'), 50);
    expect(await program.ended).toBe(143);
    clearInterval(more);
  });
});
