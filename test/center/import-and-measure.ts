// Imports a directory in a process of its own and prints what came of it; started by memory.test.ts.

import { join } from 'node:path';
import { importCity } from '../../api/cli/import/import.js';
import { Vault } from '../../consent/at-rest.js';
import { BlindIndex } from '../../consent/blind-index.js';

const [directory, databaseUrl] = process.argv.slice(2) as [string, string];
const { rows, written, rejected, seconds } = await importCity(
  {
    directory,
    databaseUrl,
    blindIndex: new BlindIndex(Buffer.alloc(32, 1)),
    vault: new Vault(new Map([[1, Buffer.alloc(32, 2)]])),
    rejectsPath: join(directory, 'rejects.csv'),
  },
  { out: { write: () => true } },
);
const { maxRSS } = process.resourceUsage();
process.stdout.write(JSON.stringify({ rows, written, rejected, seconds, megabytes: maxRSS / 1024 }));
