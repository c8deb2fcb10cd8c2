/** A text for a reader, in both languages of the platform. Neither contains words of the other, names of the API aside. */
export interface Bilingual {
  readonly en: string;
  readonly zh: string;
}

export type Language = keyof Bilingual;
