import { run } from '../../../api/cli/main.js';

/** A command that has ended. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** Both in the order in which they were written. */
  readonly output: string;
}

/**
 * Runs `assent` with these arguments without a process of its own, which would take a second to load. For commands that end
 * by themselves: one that serves needs a process that can be stopped.
 */
export async function assent(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = {},
): Promise<Ended> {
  const said = { out: '', err: '', output: '' };
  const into = (stream: 'out' | 'err') => ({
    write(text: string) {
      said[stream] += text;
      said.output += text;
    },
  });
  const before = process.env;
  const given = Object.entries({ ...before, ...environment }).filter(([, value]) => value !== undefined);
  process.env = Object.fromEntries(given);
  try {
    return { code: await run(args, { out: into('out'), err: into('err') }), ...said };
  } finally {
    process.env = before;
  }
}
