import { noteVerifier, verifierKey } from '../../../consent/ledger/format/signed-note.js';
import type { Witness } from '../../../consent/ledger/log/witness.js';
import type { Config } from '../../config.js';
import type { EvidenceKey } from '../../secrets/evidence-keys.js';

/** What the sequencer works with. Data only: it goes to another thread. */
export interface SequencerSettings {
  readonly origin: string;
  /** Every key that is not retired signs: who knows an older one only can go on. */
  readonly keys: readonly EvidenceKey[];
  readonly witnesses: readonly Witness[];
  /** Connection of the sequencer's role. */
  readonly ledgerUrl: string;
}

export const sequencerSettings = (
  { logOrigin, logWitnesses }: Config,
  keys: readonly EvidenceKey[],
  ledgerUrl: string,
): SequencerSettings => ({ origin: logOrigin, keys, witnesses: logWitnesses, ledgerUrl });

/** What the log's signatures are verified by, the key that signs now first. */
export const logVerifierKeys = ({ logOrigin }: Config, keys: readonly EvidenceKey[]): string[] =>
  keys.map(({ publicKey }) => verifierKey(noteVerifier(logOrigin, publicKey)));
