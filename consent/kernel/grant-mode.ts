/** How often a grant may be used: once, a limited number of times, or until a date. */
export const GRANT_MODES = ['ONE_TIME', 'LIMITED', 'MULTI_USE'] as const;
export type GrantMode = (typeof GRANT_MODES)[number];

/** Whether `narrowed` allows no more than `asked`: ONE_TIME is within LIMITED, and LIMITED within MULTI_USE. */
export const within = (narrowed: GrantMode, asked: GrantMode): boolean =>
  GRANT_MODES.indexOf(narrowed) <= GRANT_MODES.indexOf(asked);
