import { type Config, ConfigError } from './config.js';
import { isThisMachine, reachesVerifiedServer, VERIFIED_SERVER } from './verified-server.js';

/** A setting that production requires, described in both languages. */
interface Need {
  readonly setting: string;
  readonly zh: string;
  readonly en: string;
}

/** The services that the platform trusts to identify a person. */
const TICKET_ISSUERS = [
  ['EVOUCHER_KEYS', 'evoucherKeys'],
  ['FACE_KEYS', 'faceKeys'],
  ['CARD_READER_KEYS', 'cardReaderKeys'],
] as const;

const urlsOf = (config: Config): readonly (readonly [setting: string, url: string])[] => [
  ['PUBLIC_URL', config.publicUrl ?? ''],
  ['SMS_GATEWAY_URL', config.smsGatewayUrl],
  ['EVOUCHER_URL', config.evoucherUrl],
  ['FACE_URL', config.faceUrl],
  ['CARD_READER_URL', config.cardReaderUrl],
  ...(config.identityProvider ? ([['ASSENT_OIDC_ISSUER', config.identityProvider.issuer]] as const) : []),
];

/**
 * Refuses settings that are only for trying the platform out: a stand-in on a local port, the embedded database, plain
 * HTTP. The error names every missing setting at once.
 * @throws ConfigError
 */
export function assertProduction(config: Config): void {
  const needs = [
    ...urlNeeds(config),
    ...keyNeeds(config),
    ...explicitNeeds(config),
    ...databaseNeeds(config),
  ];
  if (needs.length === 0) return;
  throw new ConfigError(
    [
      '生产环境（NODE_ENV=production）缺少以下设置，平台不启动。',
      'In production (NODE_ENV=production) the platform does not start without these settings:',
      ...needs.map(({ setting, zh, en }) => `  ${setting}: ${zh} ${en}`),
    ].join('\n'),
  );
}

const isUnset = (config: Config, setting: string) => config.unset.has(setting);

function urlNeeds(config: Config): readonly Need[] {
  const needs = { zh: '须明确写出 https 地址。', en: 'must be set to a URL starting with https:' };
  const loopback = {
    zh: '须是 https 地址；本机回环地址可用 http，但要设 ALLOW_LOOPBACK_HTTP=on。',
    en: 'must start with https:, or ALLOW_LOOPBACK_HTTP=on must allow http: on the loopback',
  };
  return urlsOf(config)
    .filter(([setting, url]) => isUnset(config, setting) || !isSafe(url, config.allowLoopbackHttp))
    .map(([setting, url]) => ({
      setting,
      ...(isUnset(config, setting) || !isLoopback(url) ? needs : loopback),
    }));
}

const keyNeeds = (config: Config): readonly Need[] =>
  TICKET_ISSUERS.filter(([, keys]) => config[keys] === null).map(([setting]) => ({
    setting,
    zh: '须固定该服务的签名公钥：JWKS 文件，或公钥指纹（RFC 7638）。',
    en: 'must pin the keys of the service: a JWKS file, or thumbprints (RFC 7638)',
  }));

/** Settings with a default that production must not rely on. */
function explicitNeeds(config: Config): readonly Need[] {
  const needs: readonly Need[] = [
    {
      setting: 'DATABASE_URL',
      zh: '须写明自己的数据库，生产环境不用内置数据库。',
      en: 'must name a database of your own; production never uses the embedded one',
    },
    {
      setting: 'ASSENT_TRUST_PROXY',
      zh: '须写出前面的代理地址；没有代理则写 none。',
      en: 'must name the proxies before the platform, or none',
    },
    {
      setting: 'LOG_ORIGIN',
      zh: '须给账本日志取名，开始之后不能再改。',
      en: 'must name the log of the ledger; the name can’t be changed once the log has begun',
    },
  ];
  return needs.filter(({ setting }) => isUnset(config, setting));
}

const databaseNeeds = ({ databaseUrl }: Config): readonly Need[] =>
  databaseUrl === null || reachesVerifiedServer(databaseUrl) ? [] : [VERIFIED_SERVER];

function isSafe(url: string, allowLoopbackHttp: boolean): boolean {
  return url.startsWith('https:') || (allowLoopbackHttp && isLoopback(url));
}

const isLoopback = (url: string): boolean => isThisMachine(URL.parse(url)?.hostname ?? '');
