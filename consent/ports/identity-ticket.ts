/**
 * The content of a ticket that an outside service has signed. Each ticket was made for one place: for one challenge of
 * ours, or for one counter. Whoever accepts it compares the place.
 */
export interface IdentityTicket {
  readonly certNo: string;
  /** The identifier by which the ticket is accepted once. */
  readonly jti: string;
  /** The challenge that the ticket answers, unless it was made for a counter. */
  readonly challengeId?: string;
  /** The counter at which the card or code was read, unless the ticket was made for a challenge. */
  readonly counter?: string;
}
