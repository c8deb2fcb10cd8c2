/** Why nothing was fetched. */
export type OutboundReason =
  /** The address is no https URL of a public host, as the rules of `address.ts` have it. */
  | 'ADDRESS'
  /** The name leads to an address that is not public. */
  | 'PRIVATE_ADDRESS'
  | 'UNREACHABLE'
  | 'TIMEOUT'
  /** The answer points elsewhere, or its status is not 200. */
  | 'REDIRECT'
  | 'STATUS'
  | 'CONTENT_TYPE'
  | 'TOO_LARGE';

/** Nothing was fetched. The message is for the log: it names the host and nothing that was sent or received. */
export class OutboundRefused extends Error {
  override readonly name = 'OutboundRefused';

  constructor(
    readonly reason: OutboundReason,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
