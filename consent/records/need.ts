/** One item that a document needs, and for what: to show it, to compare it, or to filter records by it. */
export interface Need {
  readonly item: string;
  readonly use: 'SHOWN' | 'VERIFIED' | 'FILTERED';
}
