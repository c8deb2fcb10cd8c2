import type { Language } from '../../consent/kernel/bilingual.js';
import { currentRequest } from '../current-request.js';

/** Of clients that name no language. Error messages are read by developers first, and codes do not depend on it. */
const DEFAULT: Language = 'en';

/** Media type and language of an answer are those that the client accepts. */
export const VARY = 'accept, accept-language';

/** A header longer than that is no list of languages that somebody chose. */
const LONGEST = 1_000;

/**
 * The language in which a client wants to read messages, by its header Accept-Language (RFC 9110, 12.5.4): the one of
 * the greater weight, and of two of the same weight the one named first. Any Chinese (`zh-CN`, `zh-Hant`) is `zh`.
 */
export function languageOf(header: string | undefined): Language {
  if (!header || header.length > LONGEST) return DEFAULT;
  let chosen: { language: Language; weight: number } | null = null;
  for (const range of header.split(',')) {
    const [tag = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const language = /^zh(-|$)/.test(tag) ? 'zh' : /^en(-|$)/.test(tag) ? 'en' : null;
    const weight = weightOf(parameters);
    if (language !== null && weight > (chosen?.weight ?? 0)) chosen = { language, weight };
  }
  return chosen?.language ?? DEFAULT;
}

function weightOf(parameters: readonly string[]): number {
  const q = parameters.find((parameter) => parameter.startsWith('q='));
  const weight = q === undefined ? 1 : Number(q.slice(2));
  return weight >= 0 && weight <= 1 ? weight : 0;
}

/** The language in which the client of the request that is being answered wants to read. */
export const currentLanguage = (): Language => languageOf(currentRequest()?.acceptLanguage);
