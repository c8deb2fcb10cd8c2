import type { Rows, Statement } from '../database/statement.js';
import type { RecordQuery } from './record-query.js';

/** What is read under one entry. */
export interface Reading {
  readonly entryId: string;
  readonly queries: readonly RecordQuery[];
}

/** What a query found under an entry. */
export interface Found {
  readonly rows: Rows;
  /** Opens the subject's values. Null: the entry opened nothing at the moment of this query. */
  readonly salt: Uint8Array | null;
}

/** Where the result of one query of one reading belongs. */
interface Place {
  readonly entryId: string;
  readonly rows: Rows;
  salt: Uint8Array | null;
}

/**
 * Readings that share their statements: what several ask alike is asked once, under all their entries. To start a statement takes
 * longer than one reading does in it. Each entry is judged by itself.
 */
export class SharedReads {
  private readonly places: readonly (readonly Place[])[];
  private readonly shared = new Map<string, { readonly query: RecordQuery; readonly of: Place[] }>();

  constructor(readings: readonly Reading[]) {
    this.places = readings.map(({ entryId, queries }) => queries.map((query) => this.place(entryId, query)));
  }

  private place(entryId: string, query: RecordQuery): Place {
    const place: Place = { entryId, rows: [], salt: null };
    const shared = this.shared.get(query.key);
    if (shared) shared.of.push(place);
    else this.shared.set(query.key, { query, of: [place] });
    return place;
  }

  statements(): Statement[] {
    return [...this.shared.values()].map(({ query, of }) =>
      query.underEach(of.map(({ entryId }) => entryId)),
    );
  }

  /** @param results rows of each of the statements; @returns what each reading found, query by query */
  found(results: readonly Rows[]): readonly (readonly Found[])[] {
    for (const [index, { of }] of [...this.shared.values()].entries())
      for (const row of results[index]!) {
        const place = of[Number(row['#n']) - 1]!;
        place.salt = row['#salt'] as Uint8Array;
        if (row['#found']) place.rows.push(row);
      }
    return this.places;
  }
}
