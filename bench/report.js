import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import { join } from 'node:path';
import { pgbenchVersion } from './pgbench.js';

const PACKAGES = ['fastify', 'pg', '@apollo/server', '@as-integrations/fastify', 'graphql', 'type-graphql'];

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const medianOf = (results, name) => median(results.map((result) => result[name]));
const whole = (value) => Math.round(value).toLocaleString('en');
const ms = (value) => `${value.toFixed(1)} ms`;
/** CPU time for one redemption. */
const cpu = (value) => (Number.isNaN(value) ? '–' : `${value.toFixed(2)} ms`);
const row = (...cells) => `| ${cells.join(' | ')} |`;

/** The ratio of two contestants: the median of the ratios of each round, in which both ran within half a minute. */
function ratio(results, others) {
  if (!results || !others) return null;
  return median(results.map(({ perSecond }, round) => perSecond / others[round].perSecond));
}

const shown = (value) => (value === null ? '–' : value.toFixed(2));

/** @param {Map<string, object[]>} results of each round, by the contestant's key */
export function speedTable(contestants, results) {
  const lines = [
    row(
      '',
      'redemptions/s',
      'lowest – highest',
      '/ (a)',
      '/ (b)',
      'p50',
      'p99',
      'CPU server',
      'CPU database',
    ),
    row('---', '---:', '---:', '---:', '---:', '---:', '---:', '---:', '---:'),
  ];
  for (const { key, name } of contestants) {
    const own = results.get(key);
    if (!own) continue;
    const speeds = own.map(({ perSecond }) => perSecond);
    lines.push(
      row(
        `(${key}) ${name}`,
        whole(median(speeds)),
        `${whole(Math.min(...speeds))} – ${whole(Math.max(...speeds))}`,
        shown(ratio(own, results.get('a'))),
        shown(ratio(own, results.get('b'))),
        ms(medianOf(own, 'p50')),
        ms(medianOf(own, 'p99')),
        cpu(medianOf(own, 'serverCpuMs')),
        cpu(medianOf(own, 'databaseCpuMs')),
      ),
    );
  }
  return lines.join('\n');
}

export function isolationTable({ alone, hammered, hammering }) {
  return [
    row('one recipient’s redemptions, 32 connections', 'per second', 'p50', 'p99'),
    row('---', '---:', '---:', '---:'),
    row('alone', whole(medianOf(alone, 'perSecond')), ms(medianOf(alone, 'p50')), ms(medianOf(alone, 'p99'))),
    row(
      'while another hammers one exhausted grant on 200 connections',
      whole(medianOf(hammered, 'perSecond')),
      ms(medianOf(hammered, 'p50')),
      ms(medianOf(hammered, 'p99')),
    ),
    row('**ratio**', `**${shown(ratio(hammered, alone))}**`, '', ''),
    '',
    `The one who hammers was refused ${whole(medianOf(hammering, 'perSecond'))} times a second.`,
  ].join('\n');
}

function versionOf(require, name) {
  const paths = require.resolve.paths(name) ?? [];
  for (const path of paths) {
    try {
      return JSON.parse(readFileSync(join(path, name, 'package.json'), 'utf8')).version;
    } catch {}
  }
  return 'none';
}

/** The machine and the versions, without which the figures can't be compared. */
export async function machineFacts(owner, { rounds, seconds, connections, pool, persons }) {
  const require = createRequire(import.meta.url);
  const { rows } = await owner.query(
    `SELECT current_setting('server_version') AS version, current_setting('fsync') AS fsync,
       current_setting('synchronous_commit') AS commit, current_setting('shared_buffers') AS buffers`,
  );
  const [postgres] = rows;
  const [cpu] = os.cpus();
  return [
    `- ${os.cpus().length} cores (${cpu.model}), ${Math.round(os.totalmem() / 2 ** 30)} GB, ${os.type()} ${os.release()}, load ${os.loadavg()[0].toFixed(1)} at the end; load generator, servers and database share them`,
    `- Node ${process.versions.node}; PostgreSQL ${postgres.version}, fsync ${postgres.fsync}, synchronous_commit ${postgres.commit}, shared_buffers ${postgres.buffers}; ${(await pgbenchVersion()) ?? 'no pgbench'}`,
    `- ${[...PACKAGES, 'postgraphile'].map((name) => `${name} ${versionOf(require, name)}`).join(', ')}`,
    `- ${connections} connections, ${pool} of them to the database for each server; ${rounds} rounds of ${seconds} s, order rotated; a city of ${whole(persons)}`,
  ].join('\n');
}
