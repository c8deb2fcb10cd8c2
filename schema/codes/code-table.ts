/** A code table of the national platform, or our own if the platform has none, with its labels. */
export class CodeTable {
  /** In Chinese, by code. */
  readonly labels: ReadonlyMap<string, string>;
  /** In English, by code. */
  readonly labelsEn: ReadonlyMap<string, string>;

  /**
   * @param name the national platform's name of the table
   * @param origin VERIFIED: taken from the platform's documents; PARTIAL: taken from them, but incomplete; PRODUCT: ours
   */
  constructor(
    readonly name: string,
    readonly origin: 'VERIFIED' | 'PARTIAL' | 'PRODUCT',
    labels: readonly (readonly [code: string, label: string, labelEn: string])[],
    /**
     * `childCodes`: provinces add longer codes under a known prefix. `reduce`: codes that are disclosed as another.
     * `ours`: codes that files may use besides; each is disclosed as another.
     */
    readonly options: {
      childCodes?: boolean;
      reduce?: Readonly<Record<string, string>>;
      ours?: Readonly<Record<string, string>>;
    } = {},
  ) {
    this.labels = new Map(labels.map(([code, label]) => [code, label]));
    this.labelsEn = new Map(labels.map(([code, , labelEn]) => [code, labelEn]));
  }

  has(value: string): boolean {
    return (
      this.labels.has(value) ||
      Object.hasOwn(this.options.ours ?? {}, value) ||
      (this.options.childCodes === true && this.hasParentOf(value))
    );
  }

  /** The code as it may be disclosed: a revealing code is replaced by a general one (R-12, PIPL 28). */
  reduced(value: string): string {
    const { reduce = {} } = this.options;
    return Object.hasOwn(reduce, value) ? reduce[value]! : value;
  }

  private hasParentOf(value: string): boolean {
    if (!/^\d{4,6}$/.test(value)) return false;
    return this.labels.has(value.slice(0, 2)) || this.labels.has(value.slice(0, 4));
  }
}
