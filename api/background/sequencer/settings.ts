import { noteVerifier, verifierKey } from '../../../consent/ledger/format/signed-note.js';
import type { Witness } from '../../../consent/ledger/log/witness.js';
import type { Config } from '../../config.js';
import type { EvidenceKey } from '../../secrets/evidence-keys.js';

/** The settings of the sequencer. Plain data, because it goes to another thread. */
export interface SequencerSettings {
  readonly origin: string;
  /** Every key that is not retired signs, so that monitors which know only an older key can continue. */
  readonly keys: readonly EvidenceKey[];
  readonly witnesses: readonly Witness[];
  /** How long entries of one cause are spread in the log, in seconds. */
  readonly spreadSeconds: number;
  /** Connection of the sequencer's role. */
  readonly ledgerUrl: string;
}

/** @throws Error if this host holds no private key of the log */
export function sequencerSettings(
  { logOrigin, logWitnesses, logSpreadSeconds }: Config,
  keys: readonly EvidenceKey[],
  ledgerUrl: string,
): SequencerSettings {
  if (!keys[0]!.privateKey)
    throw new Error('The newest log key has no private part here. Set SEQUENCER=off on this host.');
  return { origin: logOrigin, keys, witnesses: logWitnesses, spreadSeconds: logSpreadSeconds, ledgerUrl };
}

/** The verifier keys of the log; the first is the one that signs now. */
export const logVerifierKeys = ({ logOrigin }: Config, keys: readonly EvidenceKey[]): string[] =>
  keys.map(({ publicKey }) => verifierKey(noteVerifier(logOrigin, publicKey)));
