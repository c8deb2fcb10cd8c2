import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { startProgram } from '../../support/processes/program.js';
import { projectRoot } from '../../support/project.js';

it.each(['SIGINT', 'SIGTERM'])(
  'a %s that came just before a program waits for one still stops it in order',
  async (signal) => {
    const module = JSON.stringify(join(projectRoot, 'dist/api/cli/command/stop-signal.js'));
    const program = startProgram([
      '--input-type=module',
      '--eval',
      `import { exitOnSignal, stopSignal } from ${module};
       exitOnSignal();
       const serving = setInterval(() => undefined, 1000);
       process.kill(process.pid, '${signal}');
       await stopSignal();
       clearInterval(serving);
       console.log('stopped in order');`,
    ]);
    expect([await program.ended, program.output()]).toEqual([0, 'stopped in order\n']);
  },
  60_000,
);
