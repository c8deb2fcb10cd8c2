import type { Cast, FamilyCast } from './cast.js';
import { claim } from './claim.js';
import { counter } from './counter.js';
import { credit } from './credit.js';
import { eligibility } from './eligibility.js';
import { fromFourteen, guardian } from './guardian.js';
import { knowing } from './knowing.js';
import { relative } from './relative.js';
import { revocation } from './revocation.js';

type Chapter<Players> = (cast: Players) => Promise<void>;

/** How a person gives, sees and takes back. */
const CONSENT: readonly Chapter<Cast>[] = [eligibility, claim, credit, knowing, revocation];

/** The stories that can be played, by the name that `--story` takes. */
const STORIES = {
  consent: CONSENT,
  counter: [counter],
  guardian: [guardian, fromFourteen],
  relative: [relative],
} satisfies Record<string, readonly Chapter<FamilyCast>[]>;

export type Story = keyof typeof STORIES;

export const STORY_NAMES = Object.keys(STORIES) as readonly Story[];

export const isStory = (name: string): name is Story => Object.hasOwn(STORIES, name);

/** A whole story, in order. @throws NotAsTold at the first step that goes otherwise */
export async function playStory(story: Story, cast: FamilyCast): Promise<void> {
  for (const chapter of STORIES[story]) await chapter(cast);
}

/** The story of a consent alone, which nobody of the counter plays in. @throws NotAsTold likewise */
export async function playConsent(cast: Cast): Promise<void> {
  for (const chapter of CONSENT) await chapter(cast);
}
