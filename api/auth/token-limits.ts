/** How often a token may be asked for. Each throws a Refusal RATE_LIMITED. */
export interface TokenRequestLimits {
  /** By network address, before anything of the request is read. */
  address(address: string): void;
  /** By client, once its assertion is verified: nobody else can use up what a client may. */
  client(clientId: string): void;
}
