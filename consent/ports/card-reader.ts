import type { IdentityTicket } from './identity-ticket.js';

/**
 * The card reader of a counter. Its signed ticket states whose genuine chip was read at which counter. No image is
 * kept.
 */
export interface CardReader {
  verify(ticket: string): Promise<IdentityTicket | null>;
}
