import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { OutboundRefused } from './refused.js';

/** Names under these zones are of this machine or of an inner network (RFC 6761, RFC 6762, RFC 8375), or of nothing. */
const INNER_ZONES = [
  ...['localhost', 'local', 'localdomain', 'internal', 'intranet', 'lan', 'home', 'corp', 'private'],
  ...['home.arpa', 'in-addr.arpa', 'ip6.arpa', 'invalid', 'onion'],
];
const HOST_NAME =
  /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/;
const ADDRESS_MAX = 500;

/**
 * Whether an address may be connected to: one of the public Internet, and of no other kind (loopback, private, link-local,
 * shared, multicast, reserved, or an IPv6 address that carries an IPv4 address in it, which some network would translate).
 */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed.kind() === 'ipv4' || GLOBAL_IPV6.some((network) => parsed.match(network));
}

/** Of IPv6 only this network is assigned to the public Internet (RFC 4291, 2.5.4). */
const GLOBAL_IPV6 = [ipaddr.parseCIDR('2000::/3')];

const LOOPBACK_HOSTS = ['localhost', '127.0.0.1', '[::1]'];

/** What may be fetched besides public https addresses. */
export interface AddressRules {
  /** Whether this machine may be named, also by plain http: for trying the platform out. */
  readonly loopback: boolean;
  /** Our own host, under which nothing of an institution is. */
  readonly ownHost: string | null;
}

/**
 * The address as a URL whose form allows it to be fetched. A host that is an address in any spelling is refused by form:
 * the parser has turned `2130706433`, `0x7f.1` and `[::ffff:7f00:1]` into such a one.
 * @throws OutboundRefused ADDRESS
 */
export function fetchableUrl(address: string, { loopback, ownHost }: AddressRules): URL {
  const refused = (why: string): never => {
    throw new OutboundRefused('ADDRESS', `An address may not be fetched: ${why}.`);
  };
  const url = address.length > ADDRESS_MAX ? null : URL.parse(address);
  if (url === null || /[\s\\]/.test(address)) return refused('it is no URL');
  if (url.username !== '' || url.password !== '') refused('it has user information');
  if (url.hash !== '' || address.includes('#')) refused('it has a fragment');
  if (loopback && LOOPBACK_HOSTS.includes(url.hostname) && /^https?:$/.test(url.protocol)) return url;
  if (url.protocol !== 'https:') refused('it does not begin with https:');
  if (url.port !== '') refused('it names a port');
  if (!HOST_NAME.test(url.hostname)) refused('its host is no name of the public Internet');
  const under = (zone: string) => url.hostname === zone || url.hostname.endsWith(`.${zone}`);
  if (INNER_ZONES.some(under)) refused('its host is in an inner zone');
  if (ownHost !== null && under(ownHost)) refused('its host is ours');
  return url;
}
