/** what a guardian may read of a child, where every item counts as level 3. */
export interface WardsRecord {
  readonly personId: string;
  /** How far back; null: without limit. */
  readonly recordsFrom: string | null;
}
