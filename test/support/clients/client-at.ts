import { Agent, request } from 'node:http';
import type { Answer } from '../../../examples/clients/graphql-client.js';

/** A client of the API with an IP address of its own. On Linux all of 127.0.0.0/8 belongs to this machine. */
export class ClientAt {
  private readonly agent: Agent;

  constructor(address: string) {
    this.agent = new Agent({ keepAlive: true, maxSockets: 2, localAddress: address } as object);
  }

  send(url: string, query: string, variables: Record<string, unknown>): Promise<Answer> {
    const body = JSON.stringify({ query, variables });
    return new Promise((resolve, reject) => {
      const sent = request(
        `${url}/graphql`,
        { method: 'POST', agent: this.agent, headers: { 'content-type': 'application/json' } },
        async (response) => {
          let text = '';
          for await (const chunk of response) text += chunk;
          const { data = null, errors = [] } = JSON.parse(text);
          resolve({ status: response.statusCode!, headers: new Headers(), data, errors });
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}
