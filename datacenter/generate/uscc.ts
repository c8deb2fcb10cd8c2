import { socialCreditCheck } from '../../schema/identity/social-credit-code.js';

// Unified social credit codes (GB 32100-2015) around organisation codes (GB 11714).

const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];

function organisationCode(serial: number): string {
  const digits = String(serial).padStart(8, '0');
  const sum = ORGANISATION_WEIGHTS.reduce((total, weight, at) => total + weight * Number(digits[at]), 0);
  const check = 11 - (sum % 11);
  return digits + (check === 10 ? 'X' : check === 11 ? '0' : String(check));
}

/** 91 stands for an enterprise; 379900 is a division code that is not assigned. */
export function uscc(serial: number): string {
  const body = `91379900${organisationCode(serial)}`;
  return body + socialCreditCheck(body);
}
