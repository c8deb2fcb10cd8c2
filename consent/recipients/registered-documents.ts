import { hash } from 'node:crypto';
import * as v from 'valibot';
import type { Executor } from '../database/executor.js';
import { arrayLiteral } from '../database/pg-array.js';
import { fields, nonEmptyText, repeated } from '../kernel/checked-input.js';
import { LIMITS } from '../kernel/limits.js';
import type { AgreedOperation } from './agreement.js';

const DOCUMENT = `must be a GraphQL document of at most ${LIMITS.registeredDocumentBytes} bytes`;

/** Whether a text can be kept as it is: its bytes are UTF-8, and PostgreSQL takes them. */
const isText = (text: string): boolean =>
  text !== '' &&
  text.isWellFormed() &&
  !text.includes('\0') &&
  Buffer.byteLength(text) <= LIMITS.registeredDocumentBytes;

/** The documents of one purpose, as the file of an agreement or an application names them. */
export const registeredOperations = v.pipe(
  v.array(
    fields({
      name: nonEmptyText(100),
      document: v.pipe(v.string(DOCUMENT), v.check(isText, DOCUMENT)),
    }),
    'must be a list of operations, each with a name and a document',
  ),
  v.check(
    (operations) => repeated(operations.map(({ name }) => name)).length === 0,
    ({ input }) => `named twice: ${repeated(input.map(({ name }) => name)).join(', ')}`,
  ),
  v.check(
    (operations) => repeated(operations.map(({ document }) => document)).length === 0,
    'holds a document twice',
  ),
);

/** A document with the name by which people speak of it. */
export type OperationFile = v.InferInput<typeof registeredOperations>[number];

/** The id of a document: SHA-256 of its UTF-8 text, in hex. */
export const documentId = (document: string): string => hash('sha256', document);

/** What an agreement holds of a document. */
export const agreedOperation = ({ name, document }: OperationFile): AgreedOperation => ({
  id: documentId(document),
  name,
});

/** Keeps the texts of documents, by their ids. The database refuses a text under an id that is not its digest. */
export async function keepDocuments(database: Executor, operations: readonly OperationFile[]): Promise<void> {
  for (const { document } of operations)
    await database.query(
      'INSERT INTO assent.registered_document (id, document) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING',
      [documentId(document), document],
    );
}

/** The texts of documents, by id. A text that is not the one of its id counts as not there. */
export async function documentsByIds(
  database: Executor,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await database.query(
    'SELECT id, document FROM assent.registered_document WHERE id = ANY ($1::varchar[])',
    [arrayLiteral(ids)],
  );
  return new Map(
    rows
      .map(({ id, document }) => [id as string, document as string] as const)
      .filter(([id, document]) => documentId(document) === id),
  );
}
