import { resolve } from 'node:path';
import ipaddr from 'ipaddr.js';
import type { Strength } from '../consent/kernel/strength.js';
import { parseWitness, type Witness } from '../consent/ledger/log/witness.js';

/** Everything the process is told from outside, validated once and frozen. The only reader of `process.env`. */
export interface Config {
  /** Address to bind; 127.0.0.1 unless `HOST` says otherwise. */
  readonly host: string;
  /** 0 lets the system choose (tests). */
  readonly port: number;
  /** What clients call us, without a trailing slash; the issuer of tokens. Default: http://host:port. */
  readonly publicUrl: string | null;
  readonly production: boolean;
  /** Connection of the role that owns and migrates; null means the embedded PostgreSQL under `varDir`. */
  readonly databaseUrl: string | null;
  /** Directory for all that the process keeps on disk (embedded database, secrets, demo). */
  readonly varDir: string;
  /** Outside services, reached over HTTP (contract/http.md). */
  readonly smsGatewayUrl: string;
  readonly evoucherUrl: string;
  readonly faceUrl: string;
  readonly cardReaderUrl: string;
  /** Proxies of our own, by address or network: what they say of a client's address is believed. */
  readonly trustedProxies: readonly string[];
  /** The city's own identity provider (OpenID Connect), if it has one that people sign in through. */
  readonly identityProvider: IdentityProviderConfig | null;
  readonly logLevel: 'silent' | 'error' | 'warn' | 'info' | 'debug';
  /** Connections of the API's role that redeem; each serves one redemption at a time. */
  readonly databaseConnections: number;
  /** The log's name in its checkpoints; it never changes once the log has begun. */
  readonly logOrigin: string;
  /** Whether this process stands ready to sequence the ledger; one that does is active at a time. */
  readonly sequencer: boolean;
  /** Who is offered every checkpoint to cosign (C2SP tlog-witness). */
  readonly logWitnesses: readonly Witness[];
  /** Whether this process tells people of uses by SMS; several may. */
  readonly useNotices: boolean;
}

/** One OpenID Connect issuer, and what its tokens mean to us. */
export interface IdentityProviderConfig {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecretFile: string;
  /** Asked for besides `openid`, where the claim needs it. */
  readonly scope: string;
  /** Carries the ID number. */
  readonly claim: string;
  /** How strong each `acr` is; what is not here signs nobody in. */
  readonly strengths: ReadonlyMap<string, Strength>;
}

const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const;

export class ConfigError extends Error {}

function integer(name: string, text: string | undefined, fallback: number, min: number, max: number): number {
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < min || value > max)
    throw new ConfigError(`${name} must be a whole number from ${min} to ${max}, not "${text}".`);
  return value;
}

function url(name: string, text: string | undefined, protocols: string[]): string | null {
  if (text === undefined || text === '') return null;
  const parsed = URL.parse(text);
  if (parsed === null || !protocols.includes(parsed.protocol))
    throw new ConfigError(`${name} must be a URL starting with ${protocols.join(' or ')}.`);
  return text.replace(/\/+$/, '');
}

function origin(text: string | undefined): string {
  const name = text || 'assent.local/log';
  if (/[\s+]/.test(name)) throw new ConfigError('LOG_ORIGIN is a name without spaces and without +.');
  return name;
}

function onOrOff(name: string, text: string | undefined, fallback: boolean): boolean {
  if (text === undefined || text === '') return fallback;
  if (text !== 'on' && text !== 'off') throw new ConfigError(`${name} must be on or off.`);
  return text === 'on';
}

function witnesses(text: string | undefined): readonly Witness[] {
  try {
    return (text ?? '').split(',').flatMap((one) => (one.trim() ? [parseWitness(one)] : []));
  } catch (cause) {
    throw new ConfigError('LOG_WITNESSES must be a list of VERIFIER_KEY URL, separated by commas.', {
      cause,
    });
  }
}

/** An address or a network of either family; not the one-number form of IPv4 that ipaddr.js also reads. */
const isNetwork = (text: string): boolean =>
  ipaddr.IPv4.isValidFourPartDecimal(text) ||
  ipaddr.IPv4.isValidCIDRFourPartDecimal(text) ||
  ipaddr.IPv6.isValid(text) ||
  ipaddr.IPv6.isValidCIDR(text);

function networks(name: string, text = ''): readonly string[] {
  const given = text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  if (!given.every(isNetwork))
    throw new ConfigError(`${name} must be addresses or networks such as 10.0.0.0/8, separated by commas.`);
  return Object.freeze(given);
}

/** `urn:city:sms=SMS,urn:city:face=FACE`; an acr may contain `=`. */
function strengths(name: string, text: string | undefined): ReadonlyMap<string, Strength> {
  const pairs = (text ?? '').split(',').map((pair) => /^\s*(\S+)=(SMS|SCAN|FACE)\s*$/.exec(pair));
  return new Map(
    pairs.map((pair) => {
      if (pair === null)
        throw new ConfigError(`${name} must be like acr=SCAN,other=FACE: SMS, SCAN or FACE each.`);
      return [pair[1]!, pair[2] as Strength] as const;
    }),
  );
}

function identityProvider(env: NodeJS.ProcessEnv): IdentityProviderConfig | null {
  const issuer = url('ASSENT_OIDC_ISSUER', env.ASSENT_OIDC_ISSUER, ['https:', 'http:']);
  if (issuer === null) return null;
  const needed = (name: string, text: string | undefined): string => {
    if (!text) throw new ConfigError(`${name} is needed with ASSENT_OIDC_ISSUER.`);
    return text;
  };
  return Object.freeze({
    issuer,
    clientId: needed('ASSENT_OIDC_CLIENT_ID', env.ASSENT_OIDC_CLIENT_ID),
    clientSecretFile: needed('ASSENT_OIDC_CLIENT_SECRET_FILE', env.ASSENT_OIDC_CLIENT_SECRET_FILE),
    scope: `openid ${env.ASSENT_OIDC_SCOPE ?? ''}`.trim(),
    claim: needed('ASSENT_OIDC_CLAIM', env.ASSENT_OIDC_CLAIM),
    strengths: strengths('ASSENT_OIDC_ACR', env.ASSENT_OIDC_ACR),
  });
}

/**
 * Reads and validates the environment.
 * @throws ConfigError naming the variable and what it may be.
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const http = ['http:', 'https:'];
  const logLevel = LOG_LEVELS.find((level) => level === (env.LOG_LEVEL ?? 'info'));
  if (!logLevel) throw new ConfigError(`LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}.`);
  return Object.freeze({
    host: env.HOST || '127.0.0.1',
    port: integer('PORT', env.PORT, 4000, 0, 65_535),
    publicUrl: url('PUBLIC_URL', env.PUBLIC_URL, http),
    production: env.NODE_ENV === 'production',
    databaseUrl: url('DATABASE_URL', env.DATABASE_URL, ['postgres:', 'postgresql:']),
    varDir: resolve(env.ASSENT_VAR || 'var'),
    smsGatewayUrl: url('SMS_GATEWAY_URL', env.SMS_GATEWAY_URL, http) ?? 'http://127.0.0.1:4010',
    evoucherUrl: url('EVOUCHER_URL', env.EVOUCHER_URL, http) ?? 'http://127.0.0.1:4010',
    faceUrl: url('FACE_URL', env.FACE_URL, http) ?? 'http://127.0.0.1:4010',
    cardReaderUrl: url('CARD_READER_URL', env.CARD_READER_URL, http) ?? 'http://127.0.0.1:4010',
    trustedProxies: networks('ASSENT_TRUST_PROXY', env.ASSENT_TRUST_PROXY),
    identityProvider: identityProvider(env),
    logLevel,
    databaseConnections: integer('DATABASE_CONNECTIONS', env.DATABASE_CONNECTIONS, 16, 2, 500),
    logOrigin: origin(env.LOG_ORIGIN),
    sequencer: onOrOff('SEQUENCER', env.SEQUENCER, true),
    logWitnesses: witnesses(env.LOG_WITNESSES),
    useNotices: onOrOff('USE_NOTICES', env.USE_NOTICES, true),
  });
}
