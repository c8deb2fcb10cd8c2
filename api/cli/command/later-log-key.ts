import { parseCheckpoint } from '../../../consent/ledger/format/checkpoint.js';
import { noteVerifier, openNote, splitNote } from '../../../consent/ledger/format/signed-note.js';
import { VerificationError } from '../../../consent/ledger/format/verification-error.js';
import type { EvidenceKey } from '../../secrets/evidence-keys.js';
import { onConnection } from './as-owner.js';

/**
 * An older key of the log may stop signing once a later one signs. Before the processes that serve have started with the
 * later key, checkpoints have the older signature alone, and nobody could go on verifying from one to the next.
 * @throws Error if no later key has signed the last checkpoint
 */
export async function assertLaterKeySigns(
  ownerUrl: string,
  logKeys: readonly EvidenceKey[],
  version: number,
): Promise<void> {
  const later = logKeys.filter((key) => key.version > version);
  const note = await lastCheckpoint(ownerUrl);
  if (note === null || later.length === 0 || later.some((key) => isSignedBy(note, key))) return;
  throw new Error(
    `Log key ${later[0]!.version} has not signed a checkpoint yet. Restart the processes that serve, and then retire log key ${version}.`,
  );
}

const lastCheckpoint = (ownerUrl: string): Promise<string | null> =>
  onConnection(ownerUrl, 'assent keys retire', async (client) => {
    const { rows } = await client.query(
      'SELECT note FROM assent.ledger_checkpoint ORDER BY size DESC LIMIT 1',
    );
    return rows[0]?.note ?? null;
  });

function isSignedBy(note: string, { publicKey }: EvidenceKey): boolean {
  const { origin } = parseCheckpoint(splitNote(note).text);
  try {
    openNote(note, [noteVerifier(origin, publicKey)]);
    return true;
  } catch (error) {
    if (error instanceof VerificationError) return false;
    throw error;
  }
}
