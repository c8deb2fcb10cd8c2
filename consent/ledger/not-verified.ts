/** Evidence is malformed, or doesn't prove what it claims. The message says what is wrong and where. */
export class NotVerified extends Error {
  override readonly name = 'NotVerified';
}
