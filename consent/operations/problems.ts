import type { Bilingual } from '../kernel/bilingual.js';

export const OPERATION_PROBLEMS = [
  /** GraphQL can't parse it, or it is not of this schema. */
  'INVALID',
  /** It is over a limit of size or cost, for some values of its variables. */
  'TOO_EXPENSIVE',
  'NOT_ONE_OPERATION',
  'INTROSPECTION',
  /** A field at the root that no institution calls. */
  'FIELD_NOT_OPEN',
  /** `person`, `provider` or `verify` where nothing is ever disclosed, as in a list of past disclosures. */
  'DATA_ELSEWHERE',
  'VARIABLE_CHOOSES_ITEMS',
  /** An argument that is refused whatever the variables are. */
  'BAD_ARGUMENT',
  /** An item that purpose or agreement do not give, or not in this way. */
  'ITEM_NOT_ALLOWED',
  /** A redemption that no values of the variables let read anything. */
  'READS_NOTHING',
  /** The conditions of its fields are too many to be told. */
  'TOO_ENTANGLED',
] as const;
export type OperationProblemCode = (typeof OPERATION_PROBLEMS)[number];

/** Why a document can't be registered. */
export interface OperationProblem {
  readonly code: OperationProblemCode;
  readonly text: Bilingual;
  /** The items that it is about. */
  readonly items?: readonly string[];
}

/** Ends the analysis of a document. */
export class NotRegistrable extends Error {
  override readonly name = 'NotRegistrable';

  constructor(readonly problem: OperationProblem) {
    super(problem.text.en);
  }
}

export const notRegistrable = (
  code: OperationProblemCode,
  text: Bilingual,
  items?: readonly string[],
): NotRegistrable => new NotRegistrable({ code, text, ...(items && { items }) });
