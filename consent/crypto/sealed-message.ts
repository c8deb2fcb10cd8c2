import { newId } from '../kernel/ids.js';
import type { Seals } from './seal.js';

/** A message to a person as the sealed row that the function of the database stores. The sender sends no other. */
export const sealedMessage = (seals: Seals, personId: string, text: string, writtenAt: Date): string =>
  seals.sealed('message', { ref: newId(), person_id: personId, text, written_at: writtenAt.toISOString() });
