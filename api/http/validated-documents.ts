import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';

/** Characters of all documents together that are kept parsed. */
const CHARACTERS_MAX = 2_000_000;
const DIGEST_LENGTH = 64;

/**
 * Where the GraphQL server looks for a document that was parsed and validated before, by a key that ends with its SHA-256 in
 * hex. Registered documents stay; of the others, those that were used last.
 */
export class ValidatedDocuments {
  private readonly others = new LRUCache<string, DocumentNode>({
    maxSize: CHARACTERS_MAX,
    sizeCalculation: ({ loc }) => (loc?.end ?? 0) + 1,
  });

  constructor(private readonly registered: (id: string) => DocumentNode | undefined) {}

  async get(key: string): Promise<DocumentNode | undefined> {
    return this.registered(key.slice(-DIGEST_LENGTH)) ?? this.others.get(key);
  }

  async set(key: string, document: DocumentNode): Promise<void> {
    this.others.set(key, document);
  }

  async delete(key: string): Promise<void> {
    this.others.delete(key);
  }
}
