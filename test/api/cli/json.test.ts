import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RecipientKey } from '../../../examples/clients/recipient-key.js';
import { nobodysCertNo } from '../../../examples/clients/staff-client.js';
import { createBareDatabase } from '../../support/database/bare-database.js';
import { ServedLog } from '../../support/ledger/served-log.js';
import { assent } from '../../support/processes/command.js';
import { startProgram } from '../../support/processes/program.js';
import { projectRoot } from '../../support/project.js';

const example = (name: string) => join(projectRoot, 'docs/examples', name);
const SHA256 = createHash('sha256').update('minutes').digest('hex');
/** Commands that have no result: their text is for another program, or they run until they are stopped. */
const WITHOUT_RESULT = ['serve', 'schema', 'completion'];

let directory: string;
let database: Awaited<ReturnType<typeof createBareDatabase>>;
let log: ServedLog;
let logUrl: string;
const at = (name: string) => join(directory, name);
const written = (name: string, content: string, mode = 0o644): string => {
  writeFileSync(at(name), content, { mode });
  return at(name);
};

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'assent-json-'));
  database = await createBareDatabase();
  mkdirSync(at('empty'));
  process.env.ASSENT_VAR = at('var');
  process.env.DATABASE_URL = database.url;
  log = new ServedLog();
  logUrl = await log.start();
});
afterAll(async () => {
  await log.stop();
  await database.drop();
  rmSync(directory, { recursive: true, force: true });
});

async function call(...args: string[]) {
  const { code, out, err } = await assent(args);
  return { code, out, err };
}

/** Every command that is not only a group of others, with the options that it has, as the completion knows them. */
async function leaves(): Promise<Map<string, readonly string[]>> {
  const { out } = await call('completion', 'bash');
  const lines = [...out.matchAll(/^ {6}"(.*)"\) words="(.*)"; break ;;$/gm)];
  const commands = lines.map(([, path, words]) => [path!, words!.split(' ')] as const);
  const isGroup = (path: string) => path === '' || commands.some(([other]) => other.startsWith(`${path} `));
  return new Map(commands.filter(([path]) => !isGroup(path)));
}

const staffFile = async (code: string, role: string, certNo: string) => {
  const { publicKey } = { publicKey: (await RecipientKey.create()).registeredJwk };
  return written(`${code}.json`, JSON.stringify({ code, role, certNo, jwk: publicKey }));
};

type Case = readonly [
  command: string,
  args: () => string[] | Promise<string[]>,
  code: number,
  value: unknown,
];

const key = () => written('backup.key', 'a passphrase of some length', 0o600);
const psnNo = () => JSON.parse(readFileSync(join(at('city'), 'people.json'), 'utf8'))[0].psnNo as string;
const someText = expect.any(String);
const someNumber = expect.any(Number);
const checkpoint = { log: someText, entries: someNumber, root: someText, witnesses: [], new: someNumber };

// biome-ignore format: a table is read by its rows
/** Each command with its arguments, its exit code and its result, in an order in which each finds what it needs. */
const CASES: readonly Case[] = [
  ['migrate', () => [], 0, { migrated: expect.arrayContaining([someText]), replacedSecrets: [] }],
  ['doctor', () => [], 0, expect.arrayContaining([{ what: 'settings', fault: null }])],
  ['generate', () => ['--persons', '20', '--months', '1', '--out', at('city')], 0, { directory: someText, rows: someNumber, seconds: someNumber }],
  ['import', () => [at('city')], 0, expect.objectContaining({ rows: someNumber, written: someNumber, rejected: 0, refused: [], overLimit: [], dryRun: false })],
  ['import', () => [at('city'), '--dry-run'], 0, expect.objectContaining({ written: 0, dryRun: true })],
  ['agreement apply', () => [example('agreement.json'), '--dry-run'], 0, { code: 'INS-EXAMPLE', name: someText, version: 1, changed: true, dryRun: true }],
  ['agreement apply', () => [example('agreement.json')], 0, expect.objectContaining({ version: 1, changed: true, dryRun: false })],
  ['agreement list', () => [], 0, [expect.objectContaining({ code: 'INS-EXAMPLE', version: 1, sealed: true })]],
  ['agreement end', () => ['INS-EXAMPLE', '--after', '2099-12-31'], 0, { code: 'INS-EXAMPLE', version: 2, changed: true, validUntil: '2099-12-31' }],
  ['staff add', async () => [await staffFile('O-1', 'OFFICER', '379900188001010015'), '--minutes', SHA256], 0, { code: 'O-1', role: 'OFFICER' }],
  ['staff list', () => [], 0, [expect.objectContaining({ code: 'O-1', role: 'OFFICER', addedAt: someText, disabledAt: null })]],
  ['staff add', async () => [await staffFile('O-2', 'OFFICER', nobodysCertNo(2)), '--minutes', SHA256], 0, { code: 'O-2', role: 'OFFICER' }],
  ['member enrol', () => [example('member.json'), '--by', 'O-1', 'O-2'], 0, { code: someText, roles: ['OWNER'] }],
  ['member list', () => [], 0, [expect.objectContaining({ roles: ['OWNER'], disabled_at: null })]],
  ['member disable', async () => [JSON.parse((await call('member', 'list', '--json')).out)[0].code, '--reason', 'left'], 0, { code: someText }],
  ['staff disable', () => ['O-1'], 0, { code: 'O-1' }],
  ['keys rotate', () => [], 0, { made: 2, encryptedAgain: someNumber, masterKey: 2 }],
  ['keys rotate', () => ['--make'], 0, { made: 3, encryptedAgain: 0 }],
  ['keys add', () => ['seal'], 0, { use: 'seal', version: 2 }],
  ['keys retire', () => ['seal', '1'], 0, { use: 'seal', version: 1, sealedAgain: someNumber }],
  ['keys add', () => ['receipt'], 0, { use: 'receipt', version: 2 }],
  ['keys retire', () => ['receipt', '1'], 0, { use: 'receipt', version: 1 }],
  ['identity list', () => [], 0, []],
  ['identity accept', () => ['--person', psnNo(), '--by', 'A'], 1, { decided: false, verdict: 'CORRECTION' }],
  ['identity refuse', () => ['--person', psnNo(), '--by', 'A'], 1, { decided: false, verdict: 'REFUSED' }],
  ['identity another', () => ['--person', psnNo(), '--by', 'A'], 1, { decided: false, verdict: 'ANOTHER' }],
  ['ledger set-aside', () => ['999', '--why', 'TEST'], 1, { entry: '999', setAside: false }],
  ['recover', () => ['--dry-run'], 0, { lost: null, suspended: 0 }],
  ['recover', () => ['--all', '--dry-run'], 0, { lost: null, suspended: 0 }],
  ['verify database', () => [], 1, { verified: false, fault: someText }],
  ['verify log', () => [logUrl, '--vkey', log.vkey], 0, { verified: true, ...checkpoint }],
  ['verify receipt', () => [written('r', 'x'), '--jwks', written('j', '{"keys":[]}'), '--proof', written('p', 'x'), '--vkey', log.vkey], 1, { verified: false, fault: someText }],
  ['erase', () => ['--person', psnNo()], 0, { erased: true }],
  ['erase', () => ['--person', 'NOBODY'], 1, { erased: false }],
  ['backup', () => [at('saved'), '--key-file', key()], 0, { file: someText, at: someText, tables: someNumber, rows: someNumber, secrets: someNumber, logSize: someNumber }],
  ['restore', () => [at('saved'), '--key-file', key(), '--check'], 0, { file: someText, version: someText, at: someText, tables: someNumber, secrets: someNumber, restored: false }],
];

describe('--json', () => {
  it('is offered by every command that comes to a result, and by no other', async () => {
    const offers = [...(await leaves())].filter(([, words]) => words.includes('--json'));
    const all = [...(await leaves()).keys()];
    expect(offers.map(([path]) => path)).toEqual(all.filter((path) => !WITHOUT_RESULT.includes(path)));
    expect(all).toEqual(expect.arrayContaining(WITHOUT_RESULT));
    const tried = [...CASES.map(([command]) => command), 'witness'];
    expect([...new Set(tried)].sort()).toEqual(offers.map(([path]) => path).sort());
  });

  it.each(CASES)(
    'assent %s prints its result, and nothing else, to standard output',
    async (command, args, code, value) => {
      log.publish([]);
      const done = await call(...command.split(' '), ...(await args()), '--json');
      expect([done.code, done.out === '' ? done.err : '']).toEqual([code, '']);
      expect(JSON.parse(done.out)).toEqual(value);
    },
  );

  it('assent witness prints its key and address, and serves on', async () => {
    const program = startProgram(
      [
        join(projectRoot, 'dist/api/cli/assent.js'),
        ...['witness', '--listen', '127.0.0.1:0', '--state', at('witness'), '--log', log.vkey, '--json'],
      ],
      {},
    );
    const [text] = await program.says(/^\{[^}]*\}\n/);
    expect(JSON.parse(text)).toEqual({
      key: someText,
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    });
    program.signal('SIGTERM');
    await program.ended;
  });

  it('leaves standard output empty where the command fails, and says why on the other', async () => {
    const failed = await call('agreement', 'apply', at('none.json'), '--json');
    expect(failed).toEqual({ code: 1, out: '', err: expect.stringContaining('no such file') });
  });

  it('is not needed for words', async () => {
    expect(await call('identity', 'list')).toEqual({ code: 0, out: 'nothing is held\n', err: '' });
  });
});
