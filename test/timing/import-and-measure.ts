// Imports a directory in a process of its own and prints the outcome. import-memory.test.ts starts it.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BlindIndex } from '../../consent/crypto/blind-index.js';
import { FieldEncryption } from '../../consent/crypto/field-encryption.js';
import { importCity } from '../../datacenter/import/import-city.js';

const [directory, databaseUrl] = process.argv.slice(2) as [string, string];
const { rows, written, rejected, seconds } = await importCity(
  {
    directory,
    databaseUrl,
    blindIndex: new BlindIndex(Buffer.alloc(32, 1)),
    encryption: new FieldEncryption(new Map([[1, Buffer.alloc(32, 2)]])),
    rejectsPath: join(directory, 'rejects.csv'),
  },
  { out: { write: () => true } },
);
process.stdout.write(JSON.stringify({ rows, written, rejected, seconds, megabytes: peakMegabytes() }));

/**
 * The memory of this program only. The maximum of getrusage can't be used: it survives execve on Linux, so it includes the
 * hundreds of megabytes of the test runner that started this process.
 */
function peakMegabytes(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS / 1024;
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))!;
  return Number(kilobytes) / 1024;
}
