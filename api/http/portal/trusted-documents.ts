import { readFileSync } from 'node:fs';
import { refuse } from '../../../consent/kernel/refusal.js';

const ID = /^[0-9a-f]{64}$/;

/** The documents that the portal's pages were built with, by the SHA-256 of each. */
export class TrustedDocuments {
  /**
   * @param documents made by the build of `web/`, by id
   * @param onlyTrusted whether any other document is refused, as in production: whoever rides a session can then do what
   * the portal can and nothing else
   */
  constructor(
    private readonly documents: ReadonlyMap<string, string>,
    private readonly onlyTrusted: boolean,
  ) {}

  static readFrom(path: string, onlyTrusted: boolean): TrustedDocuments {
    const documents = JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>;
    return new TrustedDocuments(new Map(Object.entries(documents)), onlyTrusted);
  }

  /**
   * A body as GraphQL over HTTP knows it, for `{documentId, variables}`.
   * @throws Refusal BAD_USER_INPUT for a document that is not one of the portal's
   */
  operationOf(body: unknown): { query: string; variables: unknown } {
    const { documentId, query, variables } = (body ?? {}) as Record<string, unknown>;
    if (!this.onlyTrusted && typeof query === 'string') return { query, variables };
    const document =
      typeof documentId === 'string' && ID.test(documentId) ? this.documents.get(documentId) : undefined;
    return document === undefined
      ? refuse(
          'BAD_USER_INPUT',
          { en: 'This page is out of date. Load it again.', zh: '页面不是最新的，请重新打开。' },
          { field: 'documentId' },
        )
      : { query: document, variables };
  }
}
