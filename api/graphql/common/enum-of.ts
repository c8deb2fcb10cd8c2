import { registerEnumType } from 'type-graphql';

/** Registers a GraphQL enum whose names and values are the words of one list. Every word needs a description. */
export function enumOf<T extends string>(
  name: string,
  words: readonly T[],
  description: string,
  meanings: Readonly<Record<T, string>>,
): { [K in T]: K } {
  const members = Object.freeze(Object.fromEntries(words.map((word) => [word, word]))) as { [K in T]: K };
  const valuesConfig = Object.fromEntries(words.map((word) => [word, { description: meanings[word] }]));
  registerEnumType<Record<string, string>>(members, { name, description, valuesConfig });
  return members;
}
