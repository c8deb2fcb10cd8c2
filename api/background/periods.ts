/** How often each periodic task of a process runs, in milliseconds. Tests shorten what they would wait for. */
export const PERIODS_MS = {
  'forget expired challenges': 60_000,
  'suspend unguarded grants': 60_000,
  'expire requests': 10_000,
  'put agreements in force': 10_000,
  'forget applications': 60_000,
  'tell of ends': 60_000,
  'apply pending freezes': 5_000,
  'tell of raised items': 5_000,
  'see whether the log keeps up': 2_000,
  'compare the clocks': 5_000,
  'count the messages that wait': 15_000,
  'deliver messages': 5_000,
  'queue use notices': 2_000,
  'remember the log': 2_000,
  'send metrics': 60_000,
} as const;

export type TaskName = keyof typeof PERIODS_MS;
