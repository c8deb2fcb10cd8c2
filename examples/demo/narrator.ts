import type { Io } from '../../datacenter/io.js';
import type { GraphqlClient } from '../clients/graphql-client.js';

/** A step had another outcome than the story expects. */
export class StepFailed extends Error {
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

const VARIABLE_LENGTH_MAX = 60;
const LIST_LENGTH_MAX = 3;

/** Shortens long values for the reader. */
function brief(value: unknown): unknown {
  if (typeof value === 'string' && value.length > VARIABLE_LENGTH_MAX) return `${value.slice(0, 12)}…`;
  if (Array.isArray(value)) {
    const shown = value.slice(0, LIST_LENGTH_MAX).map(brief);
    return value.length > LIST_LENGTH_MAX ? [...shown, `… ${value.length - LIST_LENGTH_MAX} more`] : shown;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, brief(inner)]));
}

/** Prints the story while it is played: each step in plain words, its GraphQL operations and its outcome. */
export class Narrator {
  private steps = 0;
  private chapters = 0;
  private sent: string[] = [];

  constructor(private readonly io: Io) {}

  /** From now on the operations of this client are printed too. */
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
   * @param play plays the step and returns its outcome in words; throws if the outcome is unexpected
   * @throws StepFailed
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
      this.printOperations();
      throw new StepFailed(number, error);
    }
    this.printOperations();
    this.io.out.write(`     ${this.style('32', `→ ${result}`)}\n`);
  }

  private printOperations(): void {
    for (const operation of this.sent) this.io.out.write(`     ${this.style('2', operation)}\n`);
  }

  private style(code: string, text: string): string {
    return this.io.out.isTTY ? `\x1b[${code}m${text}\x1b[0m` : text;
  }
}
