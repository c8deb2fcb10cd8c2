import { Client } from 'pg';
import { executorOf } from '../../../consent/database/executor.js';
import { recover as recoverGrants } from '../../../consent/maintenance/recover.js';
import { SeenFile } from '../../background/seen-file.js';
import { readConfig } from '../../config.js';
import { openDatabase } from '../../database/open.js';
import { helpText } from '../command/help-text.js';
import type { DefineCommand } from '../command/invocation.js';
import { lossOf } from '../command/present-log.js';

export const recover: DefineCommand = (program, invocation) => {
  program
    .command('recover')
    .summary('goes on from a database that was restored to an earlier moment')
    .description(
      helpText(`
        Compares the database with what this host has seen of it, and with the witnesses. Grants that were used, revoked
        or suspended since are suspended, and their grantors are told; sessions and open proofs end. Where nobody knows
        which grants these are, all that stand are suspended. The ledger says so. Stop what serves before.`),
    )
    .option('--all', 'suspends every grant that stands, whatever is known')
    .option('--dry-run', 'tells what is known to be lost, and changes nothing')
    .action(async ({ all = false, dryRun = false }: { all?: boolean; dryRun?: boolean }) => {
      const config = readConfig();
      const database = await openDatabase(config);
      const client = new Client({ connectionString: database.ownerUrl, application_name: 'assent recover' });
      try {
        const loss = await lossOf(config, database);
        if (loss === null && !all) {
          invocation.result(
            { lost: null, suspended: 0 },
            'Nothing is known to be lost, and nothing was changed.\n',
          );
          return;
        }
        const { out } = invocation;
        out.write(loss ? `Lost: ${loss.leaves} leaves of the log at least; ${loss.seen}.\n` : '');
        for (const [kind, count] of loss?.lostKinds ?? []) out.write(`  ${kind} ${count}\n`);
        const grants = all ? null : (loss?.grants ?? null);
        out.write(
          grants === null
            ? 'All grants that stand are to be suspended.\n'
            : `${grants.length} grants are touched.\n`,
        );
        for (const line of loss?.byHand ?? []) out.write(`  by hand: ${line}\n`);
        const lost = loss && {
          leaves: loss.leaves,
          seen: loss.seen,
          kinds: Object.fromEntries(loss.lostKinds),
          byHand: loss.byHand,
          grants,
        };
        if (dryRun) return invocation.result({ lost, suspended: 0 }, '');
        await client.connect();
        const suspended = await recoverGrants(executorOf(client), {
          grants,
          recipients: loss?.recipients ?? [],
          leaves: loss?.leaves ?? 0,
        });
        await new SeenFile(config.varDir, database.deployment).forget();
        invocation.result(
          { lost, suspended },
          `${suspended} grants are suspended. The log goes on under another name: set a new LOG_ORIGIN, and give monitors and witnesses its key.\n`,
        );
      } finally {
        await client.end();
        await database.stop();
      }
    });
};
