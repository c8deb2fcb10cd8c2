/** One item a document needs, and what for: to show it, to compare with it, or to filter records by it. */
export interface Need {
  readonly item: string;
  readonly use: 'SHOWN' | 'VERIFIED' | 'FILTERED';
}
