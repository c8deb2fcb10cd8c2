/** the record of a child that a guardian may read. Every item in it counts as level 3. */
export interface WardsRecord {
  readonly personId: string;
  /** The first day of the records; null if there is no limit. */
  readonly recordsFrom: string | null;
}
