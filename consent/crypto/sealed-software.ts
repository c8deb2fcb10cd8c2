import { plain, type SealedColumns, time } from './sealed-columns.js';

/** What the systems of recipients and their keys have of authority (migrations/tables/0004_recipients.sql). */
export const SEALED_SOFTWARE = {
  software: {
    name: 'client_id',
    columns: {
      id: plain,
      recipient_code: plain,
      client_id: plain,
      name: plain,
      environment: plain,
      redirect_uris: plain,
      jwks_uri: plain,
      registered_by: plain,
      registered_at: time,
      confirmed_by: plain,
      confirmed_at: time,
      retired_at: time,
    },
  },
  recipient_key: {
    name: 'thumbprint',
    columns: {
      thumbprint: plain,
      software_id: plain,
      kid: plain,
      use: plain,
      algorithm: plain,
      jwk: plain,
      added_by: plain,
      added_at: time,
      confirmed_by: plain,
      confirmed_at: time,
      expires_at: time,
    },
  },
  fetched_key_set: {
    name: 'software_id',
    columns: { software_id: plain, uri: plain, thumbprints: plain, fetched_at: time },
  },
} as const satisfies Record<string, SealedColumns>;
