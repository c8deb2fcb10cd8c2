/** Every limit of the engine that is neither a purpose's nor an agreement's, in one place. */
export const LIMITS = {
  /** under this age, in full years, a guardian acts; held in redeem() too. */
  ownActAge: 14,
  /** A consent request that nobody answers. */
  requestDays: 7,
  /** after a denial the same purpose is not asked for again so soon; held in denied_until() too. */
  denialDays: 30,
  /** `disclosure(id)` may be read again for so long (design: pages). */
  rereadSeconds: 15 * 60,
  /** A retry with the same idempotency key is answered for so long; held in redeem() too. */
  retryHours: 24,
  /**
   * How long a redemption waits in all for its turn, a connection and the grant's lock, and anything else for each
   * of the last two: UNAVAILABLE is told in under two seconds, whatever is stuck.
   */
  patienceMs: 900,
  /** The link to an export of one's own record; it is good once. */
  exportLinkSeconds: 2 * 60,
  /** Records of one category that an export reads at a time. */
  exportPageSize: 1000,
  idempotencyKeyLength: 200,
  noticeLength: 20_000,
  referenceLength: 200,
  reasonLength: 500,
  /** Passkeys of one person. */
  passkeys: 10,
  passkeyNameLength: 60,
  passkeyResponseLength: 16_384,
  /** Rows of one list in one answer. */
  pageSize: 200,
  defaultPageSize: 50,
} as const;
