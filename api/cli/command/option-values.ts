import { InvalidArgumentError } from 'commander';
import { isDay } from '../../../consent/kernel/checked-input.js';

/** Parses a whole number within limits. */
export const wholeNumber =
  (min: number, max: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < min || value > max)
      throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
    return value;
  };

/** Parses a day of the calendar, YYYY-MM-DD. */
export function day(text: string): string {
  if (!isDay(text)) throw new InvalidArgumentError('It must be a day, YYYY-MM-DD.');
  return text;
}
