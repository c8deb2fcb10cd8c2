import { createPublicKey } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import { InvalidArgumentError } from 'commander';
import {
  cosignatureVerifier,
  cosigner,
  type NoteVerifier,
  parseVerifierKey,
  verifierKey,
} from '../../../consent/ledger/format/signed-note.js';
import { CosigningWitness } from '../../../consent/ledger/witness/add-checkpoint.js';
import { helpText } from '../command/help-text.js';
import type { DefineCommand } from '../command/invocation.js';
import { stopSignal } from '../command/stop-signal.js';
import { witnessServer } from '../witness/server.js';
import { WitnessState } from '../witness/state-file.js';

interface WitnessOptions {
  readonly listen: Address;
  readonly state: string;
  readonly log: readonly NoteVerifier[];
  readonly name?: string;
}

interface Address {
  readonly host: string;
  readonly port: number;
}

function address(text: string): Address {
  const [, host, port] = /^(\[[0-9a-fA-F:.]+\]|[^:[\]]+):(\d{1,5})$/.exec(text) ?? [];
  if (host === undefined || Number(port) > 65_535)
    throw new InvalidArgumentError('It must be HOST:PORT, such as 0.0.0.0:4100 or [::]:4100.');
  return { host, port: Number(port) };
}

function logKeys(text: string, earlier: readonly NoteVerifier[] = []): NoteVerifier[] {
  try {
    return [...earlier, parseVerifierKey(text)];
  } catch {
    throw new InvalidArgumentError('It must be a verifier key: NAME+ID+KEY, as /log/vkeys lists them.');
  }
}

const unixTime = () => Math.floor(Date.now() / 1000);

export const witness: DefineCommand = (program, invocation) => {
  program
    .command('witness')
    .summary('cosigns checkpoints of a log, on a host apart from the platform')
    .description(
      helpText(`
        Cosigns a checkpoint of the log if the tree continues the one that was cosigned before (C2SP tlog-witness), so
        that nobody can rewrite the log unseen, not even who owns its database and its key. Run it on a host that the
        platform's operators can't change.

        Prints what LOG_WITNESSES of the platform must say: the witness's key and its URL. Needs no database.`),
    )
    .requiredOption('--listen <HOST:PORT>', 'where it listens for HTTP', address)
    .requiredOption('--state <FILE>', 'its key and what it cosigned last; made at the first start')
    .requiredOption('--log <VKEY>', 'a verifier key of the log; once for each key', logKeys)
    .option('--name <NAME>', 'its name; without, the name of this host')
    .action(async ({ listen, state: path, log, name }: WitnessOptions) => {
      const state = WitnessState.open(path, name, hostname());
      const server = witnessServer(
        new CosigningWitness(log, state, cosigner(state.name, state.privateKey, unixTime)),
      );
      server.listen(listen.port, listen.host.replace(/^\[|\]$/g, ''));
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      const key = verifierKey(cosignatureVerifier(state.name, createPublicKey(state.privateKey)));
      const url = `http://${listen.host}:${port}`;
      invocation.result({ key, url }, `witness ${key} ${url}\n`);
      await stopSignal();
      server.closeAllConnections();
      server.close();
    });
};
