import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const program = join(dirname(fileURLToPath(import.meta.url)), '../stand-in-city/main.js');

export interface StandInProcess {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts the stand-in city as a separate process, which the platform reaches only over HTTP. */
export async function startStandIn(
  port: number,
  audience: string,
  { people, staff }: { people: string; staff: string },
): Promise<StandInProcess> {
  const child = spawn(
    process.execPath,
    [
      program,
      ...['--port', String(port), '--audience', audience],
      ...['--people', people, '--staff', staff],
      '--until-stdin-ends',
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const exited = once(child, 'exit');
  const line = await Promise.race([
    once(createInterface(child.stdout), 'line'),
    exited.then(([code]) => {
      throw new Error(`The stand-in city did not start (exit code ${code}).`);
    }),
  ]);
  return {
    url: (JSON.parse(String(line[0])) as { standInUrl: string }).standInUrl,
    async stop() {
      child.stdin.end();
      await exited;
    },
  };
}
