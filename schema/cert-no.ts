// Citizen identity numbers (GB 11643): division, birth date, serial number (odd: male), check character.

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK = '10X98765432';

/** The 18th character that belongs to the first 17; undefined if one of them is no digit. */
export function checkCharacter(certNo: string): string | undefined {
  let sum = 0;
  for (let at = 0; at < 17; at++) {
    const digit = certNo.charCodeAt(at) - 48;
    if (!(digit >= 0 && digit <= 9)) return undefined;
    sum += digit * WEIGHTS[at]!;
  }
  return CHECK[sum % 11];
}

/** The format and the checksum; the birth date may still be none. */
export const isCertNo = (text: string): boolean => text.length === 18 && text[17] === checkCharacter(text);

/** yyyy-MM-dd */
export const birthDateOf = (certNo: string): string =>
  `${certNo.slice(6, 10)}-${certNo.slice(10, 12)}-${certNo.slice(12, 14)}`;

/** Code of table `gend`. */
export const genderOf = (certNo: string): '1' | '2' => (certNo.charCodeAt(16) % 2 === 1 ? '1' : '2');
