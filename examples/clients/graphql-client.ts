/** The HTTP response to one operation. */
export interface Answer<T = any> {
  readonly status: number;
  readonly headers: Headers;
  readonly data: T | null;
  readonly errors: readonly GraphqlError[];
}

export interface GraphqlError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: { readonly code: string; readonly [more: string]: unknown };
  /** Where a person reads what the code means. */
  readonly documentation?: string;
}

/** An operation failed that was expected to succeed. */
export class OperationFailed extends Error {
  constructor(
    readonly operation: string,
    readonly errors: readonly GraphqlError[],
  ) {
    super(
      `${errors.map(({ message, extensions }) => `${extensions.code}: ${message}`).join('; ')}\n${operation}`,
    );
  }
}

export async function post(url: string, body: string, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  const { data = null, errors = [] } = (await response.json()) as Partial<Answer>;
  return { status: response.status, headers: response.headers, data, errors: errors.map(apart) };
}

/** The link to the documentation is for a person: it is kept apart from what programs look at. */
function apart(error: GraphqlError): GraphqlError {
  const { documentation, ...extensions } = error.extensions;
  return { ...error, extensions, documentation: String(documentation) };
}

/** A client of the API. The headers from `authorize` decide as whom it calls; without them it is anonymous. */
export class GraphqlClient {
  readonly url: string;

  constructor(
    readonly baseUrl: string,
    private readonly authorize: () => Promise<Record<string, string>> = async () => ({}),
  ) {
    this.url = `${baseUrl}/graphql`;
  }

  /** Sends an operation and returns the response, whatever it is. */
  async send(query: string, variables: Record<string, unknown> = {}): Promise<Answer> {
    return post(this.url, JSON.stringify({ query, variables }), await this.authorize());
  }

  /** Asks another route of the platform, as whoever the client is. */
  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { ...(init.headers as Record<string, string>), ...(await this.authorize()) };
    return fetch(`${this.baseUrl}${path}`, { ...init, headers });
  }

  /** Runs an operation and returns its data. @throws OperationFailed */
  async run(query: string, variables: Record<string, unknown> = {}): Promise<any> {
    const { data, errors } = await this.send(query, variables);
    if (errors.length > 0) throw new OperationFailed(query, errors);
    return data;
  }

  /** Runs an operation that must be refused and returns its error. */
  async refusal(
    query: string,
    variables: Record<string, unknown> = {},
  ): Promise<GraphqlError['extensions'] & { message: string }> {
    const { data, errors } = await this.send(query, variables);
    const [error, ...more] = errors;
    if (!error || more.length > 0)
      throw new Error(`Expected one error, got ${JSON.stringify({ data, errors })}`);
    return { ...error.extensions, message: error.message };
  }
}
