import { randomBytes } from 'node:crypto';
import type { SubjectCipher } from '../crypto/field-encryption.js';
import type { OpaqueCursors } from '../crypto/opaque-cursor.js';
import type { Rows } from '../database/statement.js';
import type { ItemDelivery } from '../kernel/delivery.js';
import { assertionDigest, type ItemMatch, matchesOf } from './comparison.js';
import { comparisonOf, pageOf, type RecordQuery } from './record-query.js';
import { answer, deliveries } from './redaction.js';
import type { CategorySelection, Selection } from './selection.js';

/** The answer to one subject field, by the response keys of the categories below it. */
export type SubjectAnswer = Readonly<Record<string, unknown>>;

/** The data that one read discloses, by the response keys of the subject fields. */
export interface DisclosedData {
  readonly person: ReadonlyMap<string, SubjectAnswer>;
  readonly provider: ReadonlyMap<string, SubjectAnswer>;
  readonly matches: readonly ItemMatch[];
}

/** The queries that read a selection under an entry, and how their rows become the answer. */
export class ReadPlan {
  readonly queries: readonly RecordQuery[];
  private readonly selections: readonly CategorySelection[];
  /** Digests of the comparisons, which the entry keeps: it answers no others. */
  readonly asserts: readonly Buffer[];
  private readonly deliveryOf: ReturnType<typeof deliveries>;

  constructor(
    private readonly selection: Selection,
    items: readonly ItemDelivery[],
    private readonly cursors: OpaqueCursors,
  ) {
    this.deliveryOf = deliveries(items);
    const assertions = selection.comparisons.flatMap((comparison) => comparison.assertions);
    const nonce = assertions.length > 0 ? randomBytes(16) : Buffer.alloc(0);
    this.asserts = assertions.map((one) => assertionDigest(one, nonce));
    this.selections = [...selection.person, ...selection.provider];
    this.queries = [
      ...this.selections.map((one) => pageOf(one, this.deliveryOf, cursors)),
      ...selection.comparisons.map((one) => comparisonOf(one, nonce)),
    ];
  }

  /**
   * @param results rows of `queries`, in their order
   * @param cipher of the subject whose rows these are
   */
  toAnswer(results: readonly Rows[], cipher: SubjectCipher): DisclosedData {
    const rows = new Map(this.selections.map((one, index) => [one, results[index]!]));
    const compared = results.slice(this.selections.length);
    const bySubject = (categories: readonly CategorySelection[]) =>
      new Map(
        [...Map.groupBy(categories, ({ under }) => under)].map(([under, group]) => [
          under,
          Object.fromEntries(
            group.map((one) => [one.key, answer(one, rows.get(one)!, this.deliveryOf, this.cursors, cipher)]),
          ),
        ]),
      );
    return {
      person: bySubject(this.selection.person),
      provider: bySubject(this.selection.provider),
      matches: this.selection.comparisons.flatMap((comparison, index) =>
        matchesOf(comparison, compared[index]!, cipher),
      ),
    };
  }
}
