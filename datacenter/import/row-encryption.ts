import type { FieldEncryption, SubjectCipher } from '../../consent/crypto/field-encryption.js';
import type { CsvFile } from '../csv/file-definitions.js';

/** Seals the values of rows, with the key of whom they belong to, into COPY's text format for bytea. */
export class Sealer {
  private readonly codes: readonly string[];
  private id = '';
  private cipher!: SubjectCipher;
  /** Values of the subject at hand: a person's rows come together, and buy the same medicine again and again. */
  private sealed = new Map<string, string>();

  constructor(
    private readonly encryption: FieldEncryption,
    { columns }: CsvFile,
  ) {
    this.codes = columns.flatMap(({ sealedAs }) => sealedAs ?? []);
  }

  /** @param values in the order of the file's sealed columns; '' is none */
  seal({ id, salt }: { readonly id: string; readonly salt: Uint8Array }, values: readonly string[]): string {
    if (this.codes.length === 0) return '';
    if (id !== this.id) {
      this.id = id;
      this.cipher = this.encryption.cipher(salt);
      this.sealed.clear();
    }
    let copy = '';
    for (const [at, value] of values.entries())
      copy += `\t${value === '' ? '\\N' : this.one(this.codes[at]!, value)}`;
    return copy;
  }

  private one(code: string, value: string): string {
    const key = `${code}\0${value}`;
    const known = this.sealed.get(key);
    if (known !== undefined) return known;
    const copy = `\\\\x${this.cipher.seal(code, value).toString('hex')}`;
    this.sealed.set(key, copy);
    return copy;
  }
}
