/** What the platform or the network refused, by its stable code. The words for it are in ui/refusal-words.tsx. */
export class Refused extends Error {
  override readonly name = 'Refused';

  constructor(
    readonly code: string,
    readonly detail: Readonly<Record<string, unknown>> = {},
  ) {
    super(code);
  }

  static from({ code, ...detail }: Record<string, unknown>): Refused {
    return new Refused(typeof code === 'string' ? code : 'UNAVAILABLE', detail);
  }

  get retryAfterSeconds(): number | null {
    const { retryAfterSeconds } = this.detail;
    return typeof retryAfterSeconds === 'number' ? retryAfterSeconds : null;
  }

  /** Texts of a detail that is a list, as codes of items. */
  list(name: string): readonly string[] {
    const value = this.detail[name];
    return Array.isArray(value) ? value.map(String) : [];
  }
}
