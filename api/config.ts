import { resolve } from 'node:path';
import * as v from 'valibot';
import { checkInput } from '../consent/kernel/checked-input.js';
import type { Strength } from '../consent/kernel/strength.js';
import { parseWitness, type Witness } from '../consent/ledger/log/witness.js';
import { commaSeparated, httpUrl, networks, onOrOff, parsed, url, wholeNumber } from './config-values.js';
import { type PinnedKeys, parsePinnedKeys } from './pinned-keys.js';

/** The settings of the process, checked once and frozen. Only this file reads `process.env`. */
export interface Config {
  /** Address to bind; 127.0.0.1 unless `HOST` says otherwise. */
  readonly host: string;
  /** 0 lets the operating system choose a free port (tests). */
  readonly port: number;
  /** The URL that clients use, without a trailing slash; the issuer of tokens. null: http://host:port. */
  readonly publicUrl: string | null;
  readonly production: boolean;
  /** The operator's own port for metrics and introspection; null: there is none. */
  readonly operatorHost: string;
  readonly operatorPort: number | null;
  /** The collector of OpenTelemetry traces; null: none are made. */
  readonly collector: string | null;
  readonly connectionLimits: ConnectionLimits;
  /** Connection of the role that owns and migrates; null means the embedded PostgreSQL under `varDir`. */
  readonly databaseUrl: string | null;
  /** Directory of everything that the process keeps on disk (embedded database, secrets, demo). */
  readonly varDir: string;
  /** The city's services, reached over HTTP by api/adapters. */
  readonly smsGatewayUrl: string;
  readonly evoucherUrl: string;
  readonly faceUrl: string;
  readonly cardReaderUrl: string;
  /** Addresses of the city's own app, where a person shows the e-voucher or face for a challenge of the portal; null: none. */
  readonly evoucherHandoffUrl: string | null;
  readonly faceHandoffUrl: string | null;
  /** The helpers of card reader and smart card that run on each desk's own machine, for its browser alone; null: none. */
  readonly deskCardReaderUrl: string | null;
  readonly deskUkeyUrl: string | null;
  /** The keys that each service may sign with; null: those that it publishes at its URL. */
  readonly evoucherKeys: PinnedKeys | null;
  readonly faceKeys: PinnedKeys | null;
  readonly cardReaderKeys: PinnedKeys | null;
  /** Whether production accepts http: where the host is this machine. */
  readonly allowLoopbackHttp: boolean;
  /** The operator's own proxies, as addresses or networks. Only their `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[];
  /** The city's identity provider (OpenID Connect) that people may sign in through; null: none. */
  readonly identityProvider: IdentityProviderConfig | null;
  /** Whether each request gets a line in the log. */
  readonly accessLog: boolean;
  readonly logLevel: 'silent' | 'error' | 'warn' | 'info' | 'debug';
  /** Connections of the API's role. */
  readonly databaseConnections: number;
  /** The log's name in its checkpoints; it never changes once the log has begun. */
  readonly logOrigin: string;
  /** Whether this process may sequence the ledger. Of all processes that may, one is active at a time. */
  readonly sequencer: boolean;
  /** The witnesses that every checkpoint is offered to for a cosignature (C2SP tlog-witness). */
  readonly logWitnesses: readonly Witness[];
  /** Entries of one cause are shuffled in the log within this time, in seconds. */
  readonly logSpreadSeconds: number;
  /** Whether this process queues the SMS messages that tell people of uses. Several processes may. */
  readonly useNotices: boolean;
  /** The names of the settings that were not set, so that their defaults hold. */
  readonly unset: ReadonlySet<string>;
}

/** What one connection may take of the server, and how many there may be. Times are in milliseconds. */
export interface ConnectionLimits {
  /** From the first byte of a request to the end of its headers. */
  readonly headersMs: number;
  /** From the first byte of a request to the end of its body. */
  readonly requestMs: number;
  /** Without a byte in either direction, between two requests as well as within one. */
  readonly idleMs: number;
  readonly connections: number;
  /** Open connections of one IPv4 address or one IPv6 network of 64 bits. Trusted proxies are not limited. */
  readonly connectionsPerAddress: number;
}

/** An OpenID Connect issuer, and how its tokens are interpreted. */
export interface IdentityProviderConfig {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecretFile: string;
  /** Scopes to request, `openid` among them. */
  readonly scope: string;
  /** The claim that carries the ID number. */
  readonly claim: string;
  /** The strength of each `acr`. A sign-in with any other `acr` is refused. */
  readonly strengths: ReadonlyMap<string, Strength>;
}

export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** `urn:city:sms=SMS,urn:city:face=FACE`; an acr may contain `=`. */
function parseStrengths(text: string): ReadonlyMap<string, Strength> {
  return new Map(
    text.split(',').map((pair) => {
      const [, acr, strength] = /^\s*(\S+)=(SMS|SCAN|FACE)\s*$/.exec(pair)!;
      return [acr!, strength as Strength] as const;
    }),
  );
}

const pinnedKeys = parsed(
  parsePinnedKeys,
  ({ message }) =>
    `must be a file with a JWKS of public keys, or thumbprints (RFC 7638) separated by commas: ${message}`,
);

const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const;
const LOG_SPREAD_SECONDS_MAX = 600;
const STAND_IN_CITY = 'http://127.0.0.1:4010';

const PLATFORM_SETTINGS = {
  HOST: v.optional(v.string(), '127.0.0.1'),
  PORT: v.optional(wholeNumber(0, 65_535), '4000'),
  PUBLIC_URL: v.optional(httpUrl),
  OPERATOR_HOST: v.optional(v.string(), '127.0.0.1'),
  OPERATOR_PORT: v.optional(wholeNumber(0, 65_535)),
  OTEL_EXPORTER_OTLP_ENDPOINT: v.optional(httpUrl),
  HTTP_HEADERS_TIMEOUT_MS: v.optional(wholeNumber(10, 600_000), '10000'),
  HTTP_REQUEST_TIMEOUT_MS: v.optional(wholeNumber(10, 600_000), '30000'),
  HTTP_IDLE_TIMEOUT_MS: v.optional(wholeNumber(10, 600_000), '75000'),
  MAX_CONNECTIONS: v.optional(wholeNumber(1, 1_000_000), '4096'),
  MAX_CONNECTIONS_PER_ADDRESS: v.optional(wholeNumber(1, 1_000_000), '512'),
  NODE_ENV: v.optional(v.string()),
  DATABASE_URL: v.optional(url('postgres:', 'postgresql:')),
  DATABASE_CONNECTIONS: v.optional(wholeNumber(2, 500), '16'),
  ASSENT_VAR: v.optional(v.string(), 'var'),
  SMS_GATEWAY_URL: v.optional(httpUrl, STAND_IN_CITY),
  EVOUCHER_URL: v.optional(httpUrl, STAND_IN_CITY),
  FACE_URL: v.optional(httpUrl, STAND_IN_CITY),
  CARD_READER_URL: v.optional(httpUrl, STAND_IN_CITY),
  EVOUCHER_HANDOFF_URL: v.optional(httpUrl),
  FACE_HANDOFF_URL: v.optional(httpUrl),
  DESK_CARD_READER_URL: v.optional(httpUrl),
  DESK_UKEY_URL: v.optional(httpUrl),
  EVOUCHER_KEYS: v.optional(pinnedKeys),
  FACE_KEYS: v.optional(pinnedKeys),
  CARD_READER_KEYS: v.optional(pinnedKeys),
  ALLOW_LOOPBACK_HTTP: v.optional(onOrOff, 'off'),
  ASSENT_TRUST_PROXY: v.optional(networks, ''),
  LOG_LEVEL: v.optional(v.picklist(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`), 'info'),
  ACCESS_LOG: v.optional(onOrOff, 'on'),
  LOG_ORIGIN: v.optional(
    v.pipe(v.string(), v.regex(/^[^\s+]+$/, 'must be a name without spaces and without +')),
    'assent.local/log',
  ),
  LOG_WITNESSES: v.optional(
    parsed(
      (text) => commaSeparated(text).map(parseWitness),
      'must be a list of VERIFIER_KEY URL, separated by commas',
    ),
    '',
  ),
  LOG_SPREAD_SECONDS: v.optional(wholeNumber(0, LOG_SPREAD_SECONDS_MAX), String(LOG_SPREAD_SECONDS_MAX)),
  SEQUENCER: v.optional(onOrOff, 'on'),
  USE_NOTICES: v.optional(onOrOff, 'on'),
};

/** All but the scope are needed once ASSENT_OIDC_ISSUER is set. */
const IDENTITY_PROVIDER_SETTINGS = {
  ASSENT_OIDC_ISSUER: httpUrl,
  ASSENT_OIDC_CLIENT_ID: v.string(),
  ASSENT_OIDC_CLIENT_SECRET_FILE: v.string(),
  ASSENT_OIDC_SCOPE: v.optional(v.string(), ''),
  ASSENT_OIDC_CLAIM: v.string(),
  ASSENT_OIDC_ACR: parsed(parseStrengths, 'must be like acr=SCAN,other=FACE: SMS, SCAN or FACE each'),
};

const WITHOUT_IDENTITY_PROVIDER = v.object(PLATFORM_SETTINGS);
const WITH_IDENTITY_PROVIDER = v.object(
  { ...PLATFORM_SETTINGS, ...IDENTITY_PROVIDER_SETTINGS },
  'is needed with ASSENT_OIDC_ISSUER',
);

/** The names of all settings. */
export const SETTINGS: readonly string[] = Object.keys(WITH_IDENTITY_PROVIDER.entries);

const identityProvider = (settings: v.InferOutput<typeof WITH_IDENTITY_PROVIDER>): IdentityProviderConfig =>
  Object.freeze({
    issuer: settings.ASSENT_OIDC_ISSUER,
    clientId: settings.ASSENT_OIDC_CLIENT_ID,
    clientSecretFile: settings.ASSENT_OIDC_CLIENT_SECRET_FILE,
    scope: `openid ${settings.ASSENT_OIDC_SCOPE}`.trim(),
    claim: settings.ASSENT_OIDC_CLAIM,
    strengths: settings.ASSENT_OIDC_ACR,
  });

/**
 * Reads and checks the environment. An empty variable counts as not set.
 * @throws ConfigError naming every variable that is wrong and what it may be
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const schema = given.ASSENT_OIDC_ISSUER === undefined ? WITHOUT_IDENTITY_PROVIDER : WITH_IDENTITY_PROVIDER;
  const settings = checkInput(schema, given, (problems) => new ConfigError(problems));
  return Object.freeze({
    host: settings.HOST,
    port: settings.PORT,
    publicUrl: settings.PUBLIC_URL ?? null,
    production: settings.NODE_ENV === 'production',
    operatorHost: settings.OPERATOR_HOST,
    operatorPort: settings.OPERATOR_PORT ?? null,
    collector: settings.OTEL_EXPORTER_OTLP_ENDPOINT ?? null,
    connectionLimits: Object.freeze({
      headersMs: settings.HTTP_HEADERS_TIMEOUT_MS,
      requestMs: settings.HTTP_REQUEST_TIMEOUT_MS,
      idleMs: settings.HTTP_IDLE_TIMEOUT_MS,
      connections: settings.MAX_CONNECTIONS,
      connectionsPerAddress: settings.MAX_CONNECTIONS_PER_ADDRESS,
    }),
    databaseUrl: settings.DATABASE_URL ?? null,
    varDir: resolve(settings.ASSENT_VAR),
    smsGatewayUrl: settings.SMS_GATEWAY_URL,
    evoucherUrl: settings.EVOUCHER_URL,
    faceUrl: settings.FACE_URL,
    cardReaderUrl: settings.CARD_READER_URL,
    evoucherHandoffUrl: settings.EVOUCHER_HANDOFF_URL ?? null,
    faceHandoffUrl: settings.FACE_HANDOFF_URL ?? null,
    deskCardReaderUrl: settings.DESK_CARD_READER_URL ?? null,
    deskUkeyUrl: settings.DESK_UKEY_URL ?? null,
    evoucherKeys: settings.EVOUCHER_KEYS ?? null,
    faceKeys: settings.FACE_KEYS ?? null,
    cardReaderKeys: settings.CARD_READER_KEYS ?? null,
    allowLoopbackHttp: settings.ALLOW_LOOPBACK_HTTP,
    trustedProxies: Object.freeze(settings.ASSENT_TRUST_PROXY),
    identityProvider: 'ASSENT_OIDC_ISSUER' in settings ? identityProvider(settings) : null,
    accessLog: settings.ACCESS_LOG,
    logLevel: settings.LOG_LEVEL,
    databaseConnections: settings.DATABASE_CONNECTIONS,
    logOrigin: settings.LOG_ORIGIN,
    sequencer: settings.SEQUENCER,
    logWitnesses: settings.LOG_WITNESSES,
    logSpreadSeconds: settings.LOG_SPREAD_SECONDS,
    useNotices: settings.USE_NOTICES,
    unset: new Set(SETTINGS.filter((name) => given[name] === undefined)),
  });
}
