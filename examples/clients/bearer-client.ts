import { GraphqlClient } from './graphql-client.js';

/** A client that signs in for a session token and sends it with every request. */
export abstract class BearerClient extends GraphqlClient {
  protected token: string | null = null;

  constructor(baseUrl: string) {
    super(
      baseUrl,
      async (): Promise<Record<string, string>> =>
        this.token === null ? {} : { authorization: `Bearer ${this.token}` },
    );
  }

  async signIn(): Promise<this> {
    this.token = null;
    const { accessToken } = await this.session();
    this.token = accessToken;
    return this;
  }

  /** What signing in answers. */
  abstract session(): Promise<any>;
}
