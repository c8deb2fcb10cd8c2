import { VerificationError } from '../../../consent/ledger/format/verification-error.js';
import { monitorLog, type ReadLog } from '../../../consent/ledger/verify/monitor.js';
import type { MonitorState } from '../../../consent/ledger/verify/monitor-state.js';
import type { Io } from '../../../datacenter/io.js';
import { httpLog } from './http-log.js';
import { readState, writeState } from './state-file.js';
import { logVerdict, type Verdict } from './verdict.js';

export interface LogToVerify {
  readonly url: string;
  /** Keys that the user trusts; null: those stored with the state, or at the first time those that the log serves. */
  readonly keys: readonly string[] | null;
  readonly statePath: string | null;
}

/** Verifies a log from its tiles, starting where the last verification ended. */
export async function verifyLog({ url, keys, statePath }: LogToVerify, out: Io['out']): Promise<Verdict> {
  const read = httpLog(url);
  const kept = statePath === null ? null : await readState(statePath);
  const before = kept?.checkpoint.size ?? 0;
  const trusted = keys ?? kept?.keys ?? (await shownKeys(read, out));
  const followed: MonitorState = await monitorLog(read, trusted, kept);
  if (statePath !== null) await writeState(statePath, followed);
  return logVerdict(followed, followed.checkpoint.size - before);
}

async function shownKeys(read: ReadLog, out: Io['out']): Promise<string[]> {
  const text = (await read('vkey'))?.toString() ?? '';
  const keys = text.split('\n').filter((line) => line !== '');
  if (keys.length === 0) throw new VerificationError('vkey is not there');
  out.write(
    `注意：公钥由日志自己提供，请另行核对 the key is the log's own word, compare it: ${keys.join(' ')}\n`,
  );
  return keys;
}
