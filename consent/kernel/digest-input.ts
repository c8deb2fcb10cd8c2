import { badInput } from './refusal.js';

/** Checks a SHA-256 digest that a caller gives. */
export function checkDigest(field: string, digest: string): string {
  if (!/^[0-9a-f]{64}$/.test(digest))
    throw badInput(field, {
      en: 'Give a SHA-256 digest in lower-case hex.',
      zh: '请给出小写十六进制的 SHA-256 摘要。',
    });
  return digest;
}
