import { plain, type SealedColumns, time } from './sealed-columns.js';

/** What institutions and their members have of authority (migrations/tables/0013_institutions.sql). */
export const SEALED_INSTITUTIONS = {
  institution: {
    name: 'uscc',
    columns: { uscc: plain, name: plain, kind: plain, contact: plain, recipient_code: plain, added_at: time },
  },
  member: {
    name: 'code',
    columns: {
      code: plain,
      uscc: plain,
      roles: plain,
      certno_index: plain,
      vouched_by: plain,
      version: plain,
      invitation_digest: plain,
      invitation_expires_at: time,
      added_at: time,
      joined_at: time,
      disabled_at: time,
    },
  },
} as const satisfies Record<string, SealedColumns>;
