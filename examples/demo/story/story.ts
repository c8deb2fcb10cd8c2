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

/** A person gives grants, sees their uses and revokes one. */
const CONSENT: readonly Chapter<Cast>[] = [eligibility, claim, credit, knowing, revocation];

/** The stories by the name that the option `--story` takes. */
const STORIES = {
  consent: CONSENT,
  counter: [counter],
  guardian: [guardian, fromFourteen],
  relative: [relative],
} satisfies Record<string, readonly Chapter<FamilyCast>[]>;

export type Story = keyof typeof STORIES;

export const STORY_NAMES = Object.keys(STORIES) as readonly Story[];

export const isStory = (name: string): name is Story => Object.hasOwn(STORIES, name);

/** Plays the chapters of a story in order. @throws StepFailed at the first step with an unexpected outcome */
export async function playStory(story: Story, cast: FamilyCast): Promise<void> {
  for (const chapter of STORIES[story]) await chapter(cast);
}

/** Plays the story of a consent, which needs no actors of the counter. @throws StepFailed */
export async function playConsent(cast: Cast): Promise<void> {
  for (const chapter of CONSENT) await chapter(cast);
}
