import { describe, expect, it } from '@jest/globals';
import { REFUSALS } from '../../consent/kernel/refusal.js';
import { readSources } from '../architecture/sources.js';

interface Text {
  readonly at: string;
  readonly en: string;
  readonly zh: string;
}

/** A text in both languages as it is written in a source: `{ en: '...', zh: '...' }`. */
const WRITTEN = /\ben:\s*(?<en>'[^'\n]*'|`[^`]*`),\s*zh:\s*(?<zh>'(?:[^'\\\n]|\\.)*'|`[^`]*`)/g;

/** Every text of a source of the engine and the API, with `…` for what is filled in. */
const texts: readonly Text[] = [...readSources()]
  .filter(([path]) => /^(api|consent)\//.test(path))
  .flatMap(([path, { text }]) =>
    [...text.matchAll(WRITTEN)].map(({ groups }) => ({
      at: path,
      en: groups!.en!.slice(1, -1).replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, '…'),
      zh: groups!.zh!.slice(1, -1).replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, '…'),
    })),
  );

const CHINESE = /\p{Script=Han}/u;

/**
 * Latin words that a Chinese text may have: names of the API and of standards. A word in `code` style is one anyway, and
 * so is a word with a capital or a dot inside.
 */
const NAMES =
  /^(id|me|en|zh|iat|jti|htm|htu|ath|nonce|recipient|grant|items|person|provider|verify|field|limit|required|reference|raises|reason|action|method|evoucher|card|first|after|from|to|catalogue|purposes|null|true|false|query|variables|disclosure|oauth|token|alg|login|base64url|subject|or|allow|grants|equals|graphql|application|json|response|schema|errors|charset|content|type|utf)$/;

const latinWords = (zh: string): string[] =>
  zh
    .replace(/`[^`]*`/g, '')
    .split(/[^A-Za-z0-9_.]+/)
    .filter((word) => /^[a-z]+$/.test(word) && word.length > 1);

describe('what a refusal tells', () => {
  it('is written in both languages, in many places', () => {
    expect(texts.length).toBeGreaterThan(150);
  });

  it('has no Chinese in its English', () => {
    expect(texts.filter(({ en }) => CHINESE.test(en))).toEqual([]);
  });

  it('has Chinese in its Chinese, and no English words but names of the API', () => {
    expect(texts.filter(({ zh }) => !CHINESE.test(zh))).toEqual([]);
    const foreign = texts.map(
      ({ at, zh }) => [at, latinWords(zh).filter((word) => !NAMES.test(word))] as const,
    );
    expect(foreign.filter(([, words]) => words.length > 0)).toEqual([]);
  });

  it('fills the same things in, in both languages', () => {
    const gaps = (text: string) => text.split('…').length;
    // A list of unknown items has its own word in each language, and a name has its own form.
    expect(texts.filter(({ en, zh }) => gaps(en) !== gaps(zh))).toEqual([]);
  });

  it('is documented for every code, in both languages', () => {
    for (const { cause, cure } of Object.values(REFUSALS))
      for (const { en, zh } of [cause, cure]) {
        expect(en).toMatch(/^[A-Z`].*\.$/);
        expect(zh).toMatch(/。$/);
      }
  });
});
