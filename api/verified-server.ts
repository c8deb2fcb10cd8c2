import { isIP } from 'node:net';
import { Client } from 'pg';
import { type Config, ConfigError } from './config.js';

/** Whether this host is the machine itself. */
export const isThisMachine = (host: string): boolean =>
  host === 'localhost' ||
  host.replace(/^\[|\]$/g, '') === '::1' ||
  (isIP(host) === 4 && host.startsWith('127.'));

/**
 * Whether nobody between this process and the server can read or answer in its place: a Unix socket, the loopback, or TLS
 * with a certificate that is verified. pg itself says what it makes of the URL. `verify-full` must stand there, because pg
 * takes the weaker modes for it today and announces that it will not.
 */
export function reachesVerifiedServer(databaseUrl: string): boolean {
  const { host, ssl } = new Client({ connectionString: databaseUrl });
  if (host.startsWith('/') || isThisMachine(host)) return true;
  const options: { rejectUnauthorized?: boolean; checkServerIdentity?: unknown } = Object(ssl);
  return (
    Boolean(ssl) &&
    options.rejectUnauthorized !== false &&
    options.checkServerIdentity === undefined &&
    new URL(databaseUrl).searchParams.getAll('sslmode').at(-1) === 'verify-full'
  );
}

/** What production demands of a database on another machine. */
export const VERIFIED_SERVER = {
  setting: 'DATABASE_URL',
  zh: '数据库在其他机器上时须用 TLS 并核验证书：sslmode=verify-full。',
  en: 'must have sslmode=verify-full for a database on another machine (sslrootcert names your own authority)',
} as const;

/** @throws ConfigError in production, for a database on another machine without TLS or without a verified certificate */
export function assertVerifiedServer({ production, databaseUrl }: Config): void {
  if (!production || databaseUrl === null || reachesVerifiedServer(databaseUrl)) return;
  const { setting, zh, en } = VERIFIED_SERVER;
  throw new ConfigError(`${setting}: 生产环境${zh} In production it ${en}.`);
}
