import type { FieldEncryption, SubjectCipher } from '../../consent/crypto/field-encryption.js';
import type { CsvFile } from '../csv/file-definitions.js';

/** Encrypts values of a row with the key of its subject, as bytea in the text format of COPY. */
export class RowEncryption {
  private readonly codes: readonly string[];
  private id = '';
  private cipher!: SubjectCipher;
  /** Encrypted values of the current subject: a person's rows follow each other and repeat many values. */
  private readonly cache = new Map<string, string>();

  constructor(
    private readonly encryption: FieldEncryption,
    { columns }: CsvFile,
  ) {
    this.codes = columns.flatMap(({ sealedAs }) => sealedAs ?? []);
  }

  /** @param values in the order of the file's encrypted columns; '' means no value */
  encrypt(
    { id, salt }: { readonly id: string; readonly salt: Uint8Array },
    values: readonly string[],
  ): string {
    if (this.codes.length === 0) return '';
    if (id !== this.id) {
      this.id = id;
      this.cipher = this.encryption.cipher(salt);
      this.cache.clear();
    }
    let copy = '';
    for (const [at, value] of values.entries())
      copy += `\t${value === '' ? '\\N' : this.encryptValue(this.codes[at]!, value)}`;
    return copy;
  }

  private encryptValue(code: string, value: string): string {
    const key = `${code}\0${value}`;
    const cached = this.cache.get(key);
    if (cached !== undefined) return cached;
    const copy = `\\\\x${this.cipher.seal(code, value).toString('hex')}`;
    this.cache.set(key, copy);
    return copy;
  }
}
