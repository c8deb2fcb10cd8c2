/** The number as it is sent: without spaces, full-width characters as ASCII, in capitals. */
export const normalized = (text: string): string => text.normalize('NFKC').replace(/\s/g, '').toUpperCase();

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** Whether a number of 18 characters has the right check character (GB 11643). Other documents are not judged here. */
export function plausibleNumber(text: string): boolean {
  const number = normalized(text);
  if (!/^\d{17}[\dX]$/.test(number)) return number.length >= 5 && number.length < 18;
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(number[index]), 0);
  return '10X98765432'[sum % 11] === number[17];
}
