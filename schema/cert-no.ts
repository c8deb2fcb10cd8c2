// Citizen identity numbers (GB 11643): division, birth date, serial number (odd for men), check character.

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK = '10X98765432';

/** The check character for the first 17 digits; undefined if one of them is not a digit. */
export function checkCharacter(certNo: string): string | undefined {
  let sum = 0;
  for (let at = 0; at < 17; at++) {
    const digit = certNo.charCodeAt(at) - 48;
    if (!(digit >= 0 && digit <= 9)) return undefined;
    sum += digit * WEIGHTS[at]!;
  }
  return CHECK[sum % 11];
}

/** Whether length and check character are right. The birth date in it may still be invalid. */
export const isCertNo = (text: string): boolean => text.length === 18 && text[17] === checkCharacter(text);

/** The birth date as YYYY-MM-DD. */
export const birthDateOf = (certNo: string): string =>
  `${certNo.slice(6, 10)}-${certNo.slice(10, 12)}-${certNo.slice(12, 14)}`;

/** The gender as a code of the table `gend`. */
export const genderOf = (certNo: string): '1' | '2' => (certNo.charCodeAt(16) % 2 === 1 ? '1' : '2');
