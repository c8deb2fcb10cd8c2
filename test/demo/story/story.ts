import type { Cast } from './cast.js';
import { claim } from './claim.js';
import { credit } from './credit.js';
import { eligibility } from './eligibility.js';
import { knowing } from './knowing.js';
import { revocation } from './revocation.js';

const CHAPTERS = [eligibility, claim, credit, knowing, revocation];

/** The whole story, in order. @throws NotAsTold at the first step that goes otherwise */
export async function playStory(cast: Cast): Promise<void> {
  for (const chapter of CHAPTERS) await chapter(cast);
}
