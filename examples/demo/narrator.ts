import type { Io } from '../../datacenter/io.js';
import type { GraphqlClient } from '../clients/graphql-client.js';

/** A step that did not go as told. */
export class NotAsTold extends Error {
  constructor(step: string, cause: unknown) {
    super(`Step ${step} was not as told.\n${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

interface Title {
  readonly zh: string;
  readonly en: string;
}

const LONGEST_VARIABLE = 60;
const LONGEST_LIST = 3;

/** Long values shortened, for a person to read. */
function brief(value: unknown): unknown {
  if (typeof value === 'string' && value.length > LONGEST_VARIABLE) return `${value.slice(0, 12)}…`;
  if (Array.isArray(value)) {
    const shown = value.slice(0, LONGEST_LIST).map(brief);
    return value.length > LONGEST_LIST ? [...shown, `… ${value.length - LONGEST_LIST} more`] : shown;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, brief(inner)]));
}

/** Tells the story while it is played: each step in plain words, the operations that were sent, what came of it. */
export class Narrator {
  private steps = 0;
  private chapters = 0;
  private sent: string[] = [];

  constructor(private readonly io: Io) {}

  /** From now on the operations of this client are told too. */
  follow<Client extends GraphqlClient>(client: Client): Client {
    const send = client.send.bind(client);
    client.send = async (query, variables = {}) => {
      const operation = query.replace(/\s+/g, ' ').trim();
      const given = Object.keys(variables).length > 0 ? `  ${JSON.stringify(brief(variables))}` : '';
      this.sent.push(operation + given);
      return send(query, variables);
    };
    return client;
  }

  chapter({ zh, en }: Title): void {
    this.chapters += 1;
    this.io.out.write(`\n${this.style('1', `${'一二三四五六七八九'[this.chapters - 1]}、${zh} ${en}`)}\n`);
  }

  /**
   * @param play plays the step, throws if anything is not as told, and says what came of it
   * @throws NotAsTold
   */
  async step({ zh, en }: Title, play: () => Promise<string>): Promise<void> {
    this.steps += 1;
    this.sent = [];
    const number = `${this.steps} (${zh})`;
    this.io.out.write(`\n${String(this.steps).padStart(3)}. ${zh}\n     ${en}\n`);
    let result: string;
    try {
      result = await play();
    } catch (error) {
      this.tellOperations();
      throw new NotAsTold(number, error);
    }
    this.tellOperations();
    this.io.out.write(`     ${this.style('32', `→ ${result}`)}\n`);
  }

  private tellOperations(): void {
    for (const operation of this.sent) this.io.out.write(`     ${this.style('2', operation)}\n`);
  }

  private style(code: string, text: string): string {
    return this.io.out.isTTY ? `\x1b[${code}m${text}\x1b[0m` : text;
  }
}
