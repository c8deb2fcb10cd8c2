import type { OutboundClient } from './client.js';

/** The types of a JWK set (RFC 7517, 8.5); many servers name the plain one. */
const TYPES = ['application/jwk-set+json', 'application/json'];

/** Fetches the text of a key set. Its function throws OutboundRefused. */
export const fetchKeySet =
  (client: OutboundClient) =>
  async (uri: string): Promise<string> =>
    (await client.get(uri, TYPES)).toString('utf8');
