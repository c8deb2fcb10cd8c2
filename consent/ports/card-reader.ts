/** The card reader of a counter: a signed ticket that a genuine chip was read there, and whose. No image is kept. */
export interface CardReader {
  verify(ticket: string): Promise<{ certNo: string; counter: string; jti: string } | null>;
}
