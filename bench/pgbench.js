import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The duration that pgbench reports includes connecting; its rate does not. */
const CONNECTING_SECONDS = 2;

/** The version of pgbench; null if it is not installed. */
export const pgbenchVersion = () =>
  run('pgbench', ['--version']).then(
    ({ stdout }) => stdout.trim(),
    () => null,
  );

const SCRIPT = `SELECT bench.redeem(
  (SELECT grant_id FROM bench.turn WHERE number = (SELECT nextval('bench.next_turn'))), :recipient, gen_random_uuid()::text);
`;

/** (d) The same statement and the same order of uses, without a server between client and database. */
export async function runPgbench({ city, uses, recipientCode, connections, seconds }) {
  await city.owner.query('TRUNCATE bench.turn');
  await city.owner.query('ALTER SEQUENCE bench.next_turn RESTART');
  await city.owner.query(
    'INSERT INTO bench.turn SELECT number, id FROM unnest($1::uuid[]) WITH ORDINALITY AS t (id, number)',
    [uses],
  );
  await city.owner.query('ANALYZE bench.turn');
  const directory = mkdtempSync(join(tmpdir(), 'assent-pgbench-'));
  try {
    writeFileSync(join(directory, 'redeem.sql'), SCRIPT);
    const { stdout } = await run(
      'pgbench',
      [
        '-n',
        '-M',
        'prepared',
        '-c',
        connections,
        '-T',
        Math.ceil(seconds) + CONNECTING_SECONDS,
        '-f',
        'redeem.sql',
        '-l',
        '-D',
        `recipient=${recipientCode}`,
        city.ownerUrl,
      ].map(String),
      { cwd: directory },
    );
    const number = (pattern) => Number(pattern.exec(stdout)?.[1] ?? 0);
    const latencies = readdirSync(directory)
      .filter((name) => name.startsWith('pgbench_log'))
      .flatMap((name) => readFileSync(join(directory, name), 'utf8').trim().split('\n'))
      .filter((line) => line !== '')
      .map((line) => Number(line.split(' ')[2]) / 1000)
      .sort((a, b) => a - b);
    return {
      answered: latencies.length,
      failures: number(/number of failed transactions: (\d+)/),
      perSecond: number(/tps = ([\d.]+)/),
      p50: latencies[Math.floor(latencies.length * 0.5)],
      p99: latencies[Math.floor(latencies.length * 0.99)],
      ranOut: latencies.length >= uses.length,
    };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
