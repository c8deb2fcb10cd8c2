import type { Bilingual } from './bilingual.js';

/** What is declared of one code of refusal. */
export interface RefusalDeclaration {
  /** The HTTP status when the refusal is the whole answer (GraphQL over HTTP). In an executed operation it is 200. */
  readonly status: number;
  /** The members of the error's `extensions` besides `code` and `documentation`. */
  readonly extensions: readonly string[];
  readonly cause: Bilingual;
  readonly cure: Bilingual;
}
