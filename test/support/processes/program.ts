import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** One of our programs, in its own process. */
export interface Program {
  readonly pid: number;
  /** Its output so far, standard output and error together. */
  output(): string;
  /** Resolves with the first match in its output. @throws Error if it ends without a match */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  signal(signal: NodeJS.Signals): void;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

export function startProgram(
  args: readonly string[],
  env: Record<string, string | undefined> = {},
  cwd?: string,
): Program {
  const child = spawn(process.execPath, ['--no-warnings', ...args], {
    cwd,
    env: { ...process.env, NODE_OPTIONS: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ended = once(child, 'close').then(([code, signal]) => code ?? signal);
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  return {
    pid: child.pid!,
    output: () => output,
    async says(pattern) {
      for (;;) {
        const match = pattern.exec(output);
        if (match) return match;
        const more = Promise.race([once(child.stdout, 'data'), once(child.stderr, 'data')]).then(() => true);
        if (!(await Promise.race([more, ended.then(() => false)]))) {
          const last = pattern.exec(output);
          if (last) return last;
          throw new Error(`It never said ${pattern}:\n${output}`);
        }
      }
    },
    signal: (signal) => void child.kill(signal),
    ended,
  };
}
