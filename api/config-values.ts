import ipaddr from 'ipaddr.js';
import * as v from 'valibot';

/** A text that `parse` turns into a value. If `parse` throws, the text is refused with `message`. */
export const parsed = <T>(parse: (text: string) => T, message: string | ((error: Error) => string)) =>
  v.pipe(
    v.string(),
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      try {
        return parse(dataset.value);
      } catch (error) {
        addIssue({ message: typeof message === 'string' ? message : message(error as Error) });
        return NEVER;
      }
    }),
  );

export function wholeNumber(min: number, max: number) {
  const inRange = (text: string) => /^\d+$/.test(text) && Number(text) >= min && Number(text) <= max;
  return v.pipe(
    v.string(),
    v.check(inRange, ({ input }) => `must be a whole number from ${min} to ${max}, not "${input}"`),
    v.transform(Number),
  );
}

/** A URL, kept without the slashes at its end. The message never repeats it: it may hold a password. */
export const url = (...protocols: readonly string[]) =>
  v.pipe(
    v.string(),
    v.check(
      (text) => protocols.includes(URL.parse(text)?.protocol ?? ''),
      `must be a URL starting with ${protocols.join(' or ')}`,
    ),
    v.transform((text) => text.replace(/\/+$/, '')),
  );

export const httpUrl = url('http:', 'https:');

export const onOrOff = v.pipe(
  v.picklist(['on', 'off'], 'must be on or off'),
  v.transform((text) => text === 'on'),
);

export const commaSeparated = (text: string): string[] =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');

/** An IPv4 or IPv6 address or network. ipaddr.js would also read a single number as IPv4; that is refused. */
const isNetwork = (text: string): boolean =>
  ipaddr.IPv4.isValidFourPartDecimal(text) ||
  ipaddr.IPv4.isValidCIDRFourPartDecimal(text) ||
  ipaddr.IPv6.isValid(text) ||
  ipaddr.IPv6.isValidCIDR(text);

/** `none` says that there are none, as production must. */
export const networks = v.pipe(
  v.string(),
  v.transform((text) => (text === 'none' ? [] : commaSeparated(text))),
  v.everyItem(isNetwork, 'must be addresses or networks such as 10.0.0.0/8, separated by commas'),
);
