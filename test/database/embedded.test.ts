import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../api/database/embedded.js';
import { query } from '../support/database/cluster.js';
import { startProgram } from '../support/processes/program.js';
import { projectRoot } from '../support/project.js';

const answers = (url: string) =>
  query(url, 'SELECT 1').then(
    () => true,
    () => false,
  );

const KEEP_OPEN = `
  const { startEmbeddedPostgres } = await import(process.argv[1]);
  const { url } = await startEmbeddedPostgres(process.argv[2]);
  console.log('url ' + url);
  setInterval(() => undefined, 1000);`;

describe('the embedded PostgreSQL', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'assent-embedded-'));
    // Readable for the user that runs PostgreSQL when the tests run as root.
    chmodSync(directory, 0o711);
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  const open = () => startEmbeddedPostgres(directory, { fsync: 'off' });

  const openElsewhere = async () => {
    const program = startProgram([
      '--input-type=module',
      '--eval',
      KEEP_OPEN,
      join(projectRoot, 'dist/api/database/embedded.js'),
      directory,
    ]);
    const [, url] = await program.says(/url (\S+)/);
    return { program, url: url! };
  };

  it('serves every process that opens it, and stops when the last one closes it', async () => {
    const first = await open();
    const second = await open();
    expect(second.url).toBe(first.url);
    await first.stop();
    expect(await answers(second.url)).toBe(true);
    await second.stop();
    expect(await answers(second.url)).toBe(false);
  });

  it('is used while another process runs it, and keeps running afterwards', async () => {
    const { program, url } = await openElsewhere();
    const joined = await open();
    expect(joined.url).toBe(url);
    await joined.stop();
    expect(await answers(url)).toBe(true);
    program.signal('SIGKILL');
    await program.ended;
    await (await open()).stop();
  });

  it('is taken over from a killed process, and stops with its new owner', async () => {
    const { program, url } = await openElsewhere();
    program.signal('SIGKILL');
    await program.ended;
    expect(await answers(url)).toBe(true);
    const taken = await open();
    expect(taken.url).toBe(url);
    await taken.stop();
    expect(await answers(url)).toBe(false);
  });

  it('starts although the pid file of a crashed server names the process of another program', async () => {
    // Line 1 is the process id, line 4 the port, on which nothing listens.
    writeFileSync(join(directory, 'data', 'postmaster.pid'), `${process.pid}\n\n\n1\n`, { mode: 0o600 });
    const started: EmbeddedPostgres = await open();
    expect(await answers(started.url)).toBe(true);
    await started.stop();
  });
});
