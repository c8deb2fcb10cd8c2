import { parseArgs } from 'node:util';

/** The options of `npm run bench -- --only a,e --rounds 3 --seconds 2`. */
export function readOptions(args = process.argv.slice(2)) {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string', default: 'a,b,c,d,e,f,isolation' },
      rounds: { type: 'string', default: '9' },
      seconds: { type: 'string', default: '3' },
      connections: { type: 'string', default: '32' },
      pool: { type: 'string', default: '16' },
      persons: { type: 'string', default: '3000' },
      /** The directory for a CPU profile of the product's process. */
      profile: { type: 'string' },
      /** Whether to leave results.md unchanged. */
      dry: { type: 'boolean', default: false },
    },
  });
  const number = (name) => {
    const value = Number(values[name]);
    if (!(value > 0)) throw new Error(`--${name} must be a positive number.`);
    return value;
  };
  return Object.freeze({
    only: new Set(values.only.split(',')),
    rounds: number('rounds'),
    seconds: number('seconds'),
    connections: number('connections'),
    pool: number('pool'),
    persons: number('persons'),
    profile: values.profile,
    dry: values.dry,
  });
}
