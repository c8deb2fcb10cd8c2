import type { Seals } from '../../../consent/crypto/seal.js';
import type { Executor } from '../../../consent/database/executor.js';
import { cityDay } from '../../../consent/kernel/city-time.js';
import { hasEnded } from '../../../consent/recipients/agreement.js';
import {
  AgreementError,
  type AgreementFile,
  checkAgreement,
} from '../../../consent/recipients/agreement-file.js';
import {
  endAgreement,
  type ListedAgreement,
  listAgreements,
} from '../../../consent/recipients/apply-agreement.js';
import { readConfig } from '../../config.js';
import { openDatabase } from '../../database/open.js';
import { fetchableUrl } from '../../outbound/address.js';
import { OutboundRefused } from '../../outbound/refused.js';
import { type Applied, applyOne, onAgreements } from '../command/apply-agreements.js';
import { helpText } from '../command/help-text.js';
import { type DefineCommand, UsageError } from '../command/invocation.js';
import { readJsonFile } from '../command/json-file.js';
import { day } from '../command/option-values.js';

const DAY_MS = 86_400_000;

async function work<T>(run: (database: Executor, seals: Seals) => Promise<T>, dryRun = false): Promise<T> {
  const config = readConfig();
  const database = await openDatabase(config);
  try {
    return await onAgreements(database.ownerUrl, config.varDir, run, dryRun);
  } finally {
    await database.stop();
  }
}

const told = ({ version, changed }: Applied, whenChanged: string): string =>
  `agreement version ${version}, ${changed ? whenChanged : 'unchanged'}`;

function line({
  code,
  name,
  kind,
  version,
  purposes,
  validUntil,
  suspended,
  sealed,
}: ListedAgreement): string {
  const ended = hasEnded({ validUntil }, cityDay(new Date()));
  const until = validUntil === null ? 'without an end' : `${ended ? 'ended after' : 'until'} ${validUntil}`;
  const marks = [suspended ? ', suspended' : '', sealed ? '' : ', CHANGED WITH SQL: it counts as not there'];
  return `${code} ${name} (${kind}): version ${version}, ${until}, ${purposes.join(' ')}${marks.join('')}\n`;
}

/** @throws AgreementError for an address from which the platform would fetch nothing */
function checkKeyAddress(address: string): void {
  const { allowLoopbackHttp, production, publicUrl } = readConfig();
  try {
    fetchableUrl(address, {
      loopback: allowLoopbackHttp && !production,
      ownHost: URL.parse(publicUrl ?? '')?.hostname ?? null,
    });
  } catch (error) {
    if (!(error instanceof OutboundRefused)) throw error;
    throw new AgreementError(`recipient.jwksUri: ${error.message}`);
  }
}

export const agreement: DefineCommand = (program, invocation) => {
  const command = program
    .command('agreement')
    .summary('applies, lists and ends data use agreements (数据使用协议)')
    .description('Applies, lists and ends data use agreements (数据使用协议).');

  command
    .command('apply <FILE>')
    .summary('adds or updates a recipient and its agreement')
    .description(
      helpText(`
        Adds or updates a recipient: its public keys, and the purposes and items it may ask for. Grants are judged by
        the new version from their next use on. An example is docs/examples/agreement.json.`),
    )
    .option('--dry-run', 'checks the file against the database, tells what would change, and changes nothing')
    .action(async (path: string, { dryRun = false }: { dryRun?: boolean }) => {
      const file: AgreementFile = await readJsonFile(path, checkAgreement);
      if (file.recipient.jwksUri !== undefined) checkKeyAddress(file.recipient.jwksUri);
      const applied = await work((database, seals) => applyOne(database, seals, file), dryRun);
      const { code, name } = file.recipient;
      invocation.result(
        { code, name, ...applied, dryRun },
        `${code} ${name}: ${told(applied, dryRun ? 'would be in force' : 'now in force')}\n`,
      );
    });

  command
    .command('list')
    .description('lists all agreements, with what they permit and until when')
    .action(async () => {
      const listed = await work(listAgreements);
      invocation.result(listed, listed.map(line).join(''));
    });

  command
    .command('end <CODE>')
    .summary('ends the agreement with a recipient')
    .description(
      helpText(`
        Nothing more is asked or given under the agreement from now on, or after the day that is named. It stays in the
        ledger; applying a file again brings it back.`),
    )
    .option('--after <DAY>', 'the last day in force, YYYY-MM-DD', day)
    .action(async (code: string, { after }: { after?: string }) => {
      const today = cityDay(new Date());
      if (after !== undefined && after < today) throw new UsageError('DAY must not be in the past.');
      const lastDay = after ?? cityDay(new Date(Date.now() - DAY_MS));
      const applied = await work((database, seals) => endAgreement(database, seals, code, lastDay));
      invocation.result(
        { code, ...applied, validUntil: lastDay },
        `${code}: ${told(applied, after === undefined ? 'ended' : `ends after ${after}`)}\n`,
      );
    });
};
