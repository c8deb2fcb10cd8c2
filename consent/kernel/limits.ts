/** Every fixed limit that belongs neither to a purpose nor to an agreement. */
export const LIMITS = {
  /** below this age in full years a guardian acts for the person. */
  ownActAge: 14,
  /** from this age in full years nobody but the person consents. */
  adultAge: 18,
  /** A consent request expires after this many days without an answer. */
  requestDays: 7,
  /** A request that came by redirect and that nobody has answered or kept ends after so many minutes. */
  redirectMinutes: 10,
  /** Requests of one recipient that reach one person by redirect in 24 hours. */
  redirectsPerDay: 3,
  /** Requests of one recipient that may wait for the answer of one person at the same time. */
  pendingRequests: 10,
  /** How long a retry of a request with the same idempotency key is answered with that request. */
  requestRetryHours: 24,
  /** Requests of all recipients together that reach one person in 24 hours. What is more reaches them later. */
  deliveriesPerDay: 20,
  /** days after a denial in which the recipient can't ask for the same purpose. */
  denialDays: 30,
  /** the longest that the law obliges a recipient to keep what it got, in years after the grant (保险法 87, 反洗钱法 34). */
  keptYears: 10,
  /** A recipient is told so many days before that a grant or its agreement ends. */
  grantExpiringDays: 7,
  agreementEndingDays: 30,
  /** A key of a recipient lives so many days at most, and its recipient is told so many days before it ends. */
  keyDays: 398,
  keyExpiringDays: [30, 7, 1],
  /** Keys of one software that are live at the same time. */
  signingKeys: 4,
  sealingKeys: 2,
  /** Software that one recipient may have, with what is retired. */
  software: 20,
  softwareNameLength: 100,
  redirectUris: 10,
  /** Keys of one software that a list shows. */
  keysShown: 50,
  /** How long a key that one member added waits for another, and how long a challenge to prove it is good. */
  keyWaitsDays: 7,
  keyChallengeSeconds: 10 * 60,
  /** How long `disclosure(id)` may be read again after the redemption. */
  rereadSeconds: 15 * 60,
  /** How long a retry with the same idempotency key is answered. */
  retryHours: 24,
  /** How often a retry is answered in that time. */
  retriesMax: 10,
  /**
   * How long a redemption waits in total: in its queue, for a connection and for the grant's lock. Every other request
   * waits this long for a connection, and again for a lock. So UNAVAILABLE is answered within two seconds.
   */
  waitTimeoutMs: 900,
  /**
   * The clock window of whatever a client signs: DPoP proofs and assertions, of recipients and of staff. Its time of issue
   * (`iat`) is at most so old, and at most so far ahead of our clock.
   */
  statementBackSeconds: 60,
  statementAheadSeconds: 10,
  /** How far apart the clocks of a process and of the database are before it is told, and before it is not ready. */
  clockSkewSeconds: 5,
  clockSkewSecondsMax: 60,
  /** How long a session at a counter lasts, and one of staff. */
  counterSessionSeconds: 15 * 60,
  staffSessionSeconds: 15 * 60,
  /** How long a session of a member of an institution lasts, and the link of an invitation is good. */
  memberSessionSeconds: 15 * 60,
  invitationHours: 72,
  institutionNameLength: 200,
  memberNameLength: 60,
  /** How long another officer may confirm an act. */
  actHours: 24,
  /** An application that was returned lapses after so many days, a draft is deleted, and an officer answers within so many. */
  applicationLapseDays: 30,
  draftDays: 90,
  reviewDays: 20,
  /** Applications that one person may have begun and that are not decided. */
  openApplications: 3,
  /** A text of an application; one sentence why an item is needed; a file. */
  applicationTextLength: 2_000,
  whyLength: 300,
  documentBytes: 20 * 1024 * 1024,
  /** Documents of this kind are good for a year, and an agreement for three. */
  documentDays: 366,
  agreementYears: 3,
  /** Numbers of grants and people below this are not told: they could tell who it is. */
  smallNumber: 10,
  /** The longest lifetime of an assertion, from `iat` to `exp`. */
  assertionSeconds: 60,
  /** The download link of an export of one's own record. It works once. */
  exportLinkSeconds: 2 * 60,
  /** Records of one category that an export reads in one page. */
  exportPageSize: 1000,
  /** An objection is answered within these days of the calendar; how many of one person in a day are taken; its words. */
  objectionDays: 15,
  objectionsPerDay: 10,
  objectionLength: 2_000,
  /** GraphQL documents that one agreement may name, and the bytes of each. */
  registeredOperations: 60,
  registeredDocumentBytes: 65_536,
  idempotencyKeyLength: 200,
  /** The staff number of who uses a grant. */
  operatorLength: 40,
  noticeLength: 20_000,
  referenceLength: 200,
  reasonLength: 500,
  /** A value that a recipient asserts to have it compared. */
  assertedLength: 500,
  /** How long a session of a person lasts, and how many are open at the same time. */
  sessionSeconds: 30 * 60,
  sessions: 20,
  /** A device is known for this long after its last sign-in; a client without cookies, which looks like others, for a day. */
  deviceKnownSeconds: 180 * 86_400,
  cookielessKnownSeconds: 86_400,
  /** Passkeys that one person may have. */
  passkeys: 10,
  passkeyNameLength: 60,
  passkeyResponseLength: 16_384,
  /**
   * How often an SMS is tried: after 5 seconds, 10, 20 and so on up to an hour, so for more than a day. And how many are
   * sent at the same time.
   */
  messageAttempts: 34,
  messagesAtOnce: 8,
  /** Rows of one list in one answer, at most and by default. */
  pageSize: 200,
  defaultPageSize: 50,
} as const;

/** How a text tells them: in whole minutes. */
export const REREAD_MINUTES = LIMITS.rereadSeconds / 60;

/** The limits that SQL needs too. A migration stores them in the table `assent.limit`. */
export const DATABASE_LIMITS: Readonly<Record<string, number>> = {
  own_act_age: LIMITS.ownActAge,
  adult_age: LIMITS.adultAge,
  denial_days: LIMITS.denialDays,
  request_days: LIMITS.requestDays,
  deliveries_per_day: LIMITS.deliveriesPerDay,
  pending_requests_max: LIMITS.pendingRequests,
  kept_years: LIMITS.keptYears,
  grant_expiring_days: LIMITS.grantExpiringDays,
  agreement_ending_days: LIMITS.agreementEndingDays,
  signing_keys_max: LIMITS.signingKeys,
  sealing_keys_max: LIMITS.sealingKeys,
  software_max: LIMITS.software,
  key_waits_days: LIMITS.keyWaitsDays,
  key_expiring_days_first: LIMITS.keyExpiringDays[0],
  key_expiring_days_second: LIMITS.keyExpiringDays[1],
  key_expiring_days_last: LIMITS.keyExpiringDays[2],
  reread_seconds: LIMITS.rereadSeconds,
  retry_hours: LIMITS.retryHours,
  retries_max: LIMITS.retriesMax,
  act_hours: LIMITS.actHours,
  application_lapse_days: LIMITS.applicationLapseDays,
  draft_days: LIMITS.draftDays,
};
