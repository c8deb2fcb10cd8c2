import ipaddr from 'ipaddr.js';

/**
 * The key by which limits count one client. An IPv4 client is its address. An IPv6 subscriber holds a whole /64 and
 * could otherwise appear as many clients, so the network counts. Text that is no address counts as it stands: a
 * trusted proxy may report a client's address as unknown.
 */
export function clientOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  // An IPv4 address in IPv6 notation (::ffff:10.1.2.3) becomes the IPv4 address.
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  const network = (parsed as ipaddr.IPv6).parts.slice(0, 4);
  return `${network.map((part) => part.toString(16)).join(':')}::/64`;
}
