const LETTERS = /\p{L}/gu;

/** What is kept of a name to call somebody by without reading their record: its first and last letter, as 王*明. */
export function labelOf(name: string): string {
  const letters = name.match(LETTERS) ?? [];
  return letters.length < 2 ? `${letters[0] ?? ''}*` : `${letters[0]}*${letters.at(-1)}`;
}

/** What a page calls somebody: 王**. Of several who would be called alike the last letter is shown too. */
export const shownLabel = (label: string, others: readonly string[]): string =>
  others.some((other) => surnameOnly(other) === surnameOnly(label)) ? label : surnameOnly(label);

const surnameOnly = (label: string) => label.replace(/\*.*$/u, '**');
