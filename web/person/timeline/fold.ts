import type { EventFragment } from '../../api/gql/graphql';

/** A day of the list, by the city's calendar. */
export interface Day {
  /** As 2027-03-01. */
  readonly day: string;
  readonly runs: readonly Run[];
}

/** Events of a day that follow each other and say the same; mostly one. They are opened in place. */
export type Run = readonly EventFragment[];

const IN_THE_CITY = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' });

/** The day of the city at a time. */
export const dayOf = (at: string | number): string => IN_THE_CITY.format(new Date(at));

/** One's own looks are one run whatever lies in each; other looks and re-readings are one if they are of the same thing. */
function sameAs(event: EventFragment): string | null {
  const isLook = event.kind === 'OWN_ACCESS' || event.kind === 'PREVIEW';
  if (isLook) return `look ${event.by}`;
  if (event.kind === 'STAFF_LOOK' || event.kind === 'RELATIVE_ACCESS') return `${event.kind} ${event.why}`;
  if (event.kind === 'REREAD') return `REREAD ${event.disclosure?.id}`;
  return null;
}

/** The events under the days on which they happened, newest first, and runs of the same folded. */
export function byDay(events: readonly EventFragment[]): readonly Day[] {
  const days: { day: string; runs: EventFragment[][] }[] = [];
  for (const event of events) {
    const day = dayOf(event.at);
    if (days.at(-1)?.day !== day) days.push({ day, runs: [] });
    const { runs } = days.at(-1)!;
    const before = runs.at(-1);
    const same = sameAs(event);
    if (before && same !== null && sameAs(before[0]!) === same) before.push(event);
    else runs.push([event]);
  }
  return days;
}
