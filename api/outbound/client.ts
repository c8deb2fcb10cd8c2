import { lookup } from 'node:dns/promises';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { type RequestOptions, request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { type AddressRules, fetchableUrl, isPublicAddress } from './address.js';
import { OutboundRefused } from './refused.js';

/** More than any set of keys has reason to be. */
const BODY_BYTES_MAX = 64 * 1024;
const HEADER_BYTES_MAX = 8 * 1024;
const TOTAL_MS = 10_000;

/** Resolves a name to all of its addresses. */
export type Resolve = (host: string) => Promise<readonly string[]>;

export interface OutboundSettings {
  readonly loopback: boolean;
  readonly ownHost: () => string | null;
  readonly resolve?: Resolve;
  /** Whether an address of a resolved name may be connected to. */
  readonly mayConnect?: (address: string) => boolean;
  /** Certificates to trust instead of the usual ones, and the port of https. */
  readonly tls?: { readonly ca: string; readonly port: number };
  readonly totalMs?: number;
}

const resolveAll: Resolve = async (host) =>
  (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address);

/**
 * The only way out to addresses that outsiders name. Each is resolved once, every address of the name is judged, and the
 * connection goes to a judged one, so that a name can't lead elsewhere between the two (DNS rebinding). No redirect is
 * followed; no cookie, credential or proxy is used; time and size are bounded.
 */
export class OutboundClient {
  constructor(private readonly settings: OutboundSettings) {}

  /** @throws OutboundRefused for an address that may not be fetched */
  checkAddress(address: string): URL {
    const { loopback, ownHost } = this.settings;
    return fetchableUrl(address, { loopback, ownHost: ownHost() } satisfies AddressRules);
  }

  /**
   * The body at an address, of one of these media types.
   * @throws OutboundRefused
   */
  async get(address: string, types: readonly string[]): Promise<Buffer> {
    const url = this.checkAddress(address);
    const signal = AbortSignal.timeout(this.settings.totalMs ?? TOTAL_MS);
    try {
      const judged = await this.judge(url, signal);
      return await fetchFrom(url, judged, types, signal, this.settings.tls);
    } catch (error) {
      if (error instanceof OutboundRefused) throw error;
      if (signal.aborted)
        throw new OutboundRefused('TIMEOUT', `${url.host} did not answer in time.`, { cause: error });
      const { code = 'UNKNOWN' } = error as { code?: string };
      const tooLarge = code === 'HPE_HEADER_OVERFLOW';
      throw new OutboundRefused(
        tooLarge ? 'TOO_LARGE' : 'UNREACHABLE',
        tooLarge ? `${url.host} sent too many headers.` : `${url.host} could not be reached: ${code}.`,
        { cause: error },
      );
    }
  }

  /** The address to connect to. Every address of a name must be public: no server is asked which it would rather have. */
  private async judge(url: URL, signal: AbortSignal): Promise<string> {
    // Only the loopback of a trial has come so far as an address.
    const literal = url.hostname.replace(/^\[|\]$/g, '');
    if (isIP(literal)) return literal;
    if (this.settings.loopback && literal === 'localhost') return '127.0.0.1';
    const { resolve = resolveAll, mayConnect = isPublicAddress } = this.settings;
    const addresses = await withSignal(resolve(url.hostname), signal);
    const [first] = addresses;
    if (first === undefined || !addresses.every(mayConnect))
      throw new OutboundRefused('PRIVATE_ADDRESS', `${url.hostname} leads to an address that is not public.`);
    return first;
  }
}

const withSignal = <T>(work: Promise<T>, signal: AbortSignal): Promise<T> =>
  Promise.race([
    work,
    new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    }),
  ]);

/** One request on a connection of its own, to this address and no other. */
function fetchFrom(
  url: URL,
  address: string,
  types: readonly string[],
  signal: AbortSignal,
  tls: OutboundSettings['tls'],
): Promise<Buffer> {
  const secure = url.protocol === 'https:';
  const options: RequestOptions = {
    method: 'GET',
    // Without an agent there is no connection kept, and no proxy of the environment.
    agent: false,
    host: address,
    port: url.port || (secure ? (tls?.port ?? 443) : 80),
    path: url.pathname + url.search,
    // The connection goes to the address; certificate and Host are those of the name.
    ...(isIP(url.hostname.replace(/^\[|\]$/g, '')) ? {} : { servername: url.hostname }),
    headers: {
      host: url.host,
      accept: types.join(', '),
      'accept-encoding': 'identity',
      'user-agent': 'assent',
      connection: 'close',
    },
    maxHeaderSize: HEADER_BYTES_MAX,
    signal,
    ...(secure && tls ? { ca: tls.ca } : {}),
  };
  return new Promise((resolve, reject) => {
    const request = (secure ? requestHttps : requestHttp)(options, (answer) => {
      readAnswer(url, answer, types).then(resolve, (error) => {
        request.destroy();
        reject(error);
      });
    });
    request.on('socket', (socket) =>
      socket.once('connect', () => {
        // A socket without an address is closed again, and nothing leaves through it.
        if (socket.remoteAddress !== undefined && !isSame(socket.remoteAddress, address))
          request.destroy(
            new OutboundRefused('PRIVATE_ADDRESS', `${url.hostname} leads to another address.`),
          );
      }),
    );
    request.on('error', reject);
    request.end();
  });
}

const isSame = (found: string, wanted: string): boolean =>
  ipaddr.process(found).toString() === ipaddr.process(wanted).toString();

/** @throws OutboundRefused for an answer that is anything else than a short body of a wanted type */
async function readAnswer(url: URL, answer: IncomingMessage, types: readonly string[]): Promise<Buffer> {
  const { statusCode = 0, headers } = answer;
  if (statusCode >= 300 && statusCode < 400)
    throw new OutboundRefused('REDIRECT', `${url.host} points elsewhere. Name the address itself.`);
  if (statusCode !== 200) throw new OutboundRefused('STATUS', `${url.host} answered ${statusCode}.`);
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (!types.includes(type ?? '') || (headers['content-encoding'] ?? 'identity') !== 'identity')
    throw new OutboundRefused('CONTENT_TYPE', `${url.host} sent another type than ${types.join(' or ')}.`);
  const tooLarge = () =>
    new OutboundRefused('TOO_LARGE', `${url.host} sent more than ${BODY_BYTES_MAX} bytes.`);
  if (Number(headers['content-length'] ?? 0) > BODY_BYTES_MAX) throw tooLarge();
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
