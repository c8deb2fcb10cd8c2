// Unified social credit codes (统一社会信用代码, GB 32100-2015).

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const BODY_LENGTH = 17;
const MODULUS = 31;
const WEIGHT_STEP = 3;

/** The last character, which follows from the 17 before it. */
export function socialCreditCheck(body: string): string {
  let sum = 0;
  for (let at = 0, weight = 1; at < BODY_LENGTH; at++, weight = (weight * WEIGHT_STEP) % MODULUS)
    sum += ALPHABET.indexOf(body[at]!) * weight;
  return ALPHABET[(MODULUS - (sum % MODULUS)) % MODULUS]!;
}

/** Whether a text is such a code, with the right last character. */
export const isSocialCreditCode = (text: string): boolean =>
  /^[0-9A-HJ-NPQRTUWXY]{18}$/.test(text) && socialCreditCheck(text) === text[BODY_LENGTH];
