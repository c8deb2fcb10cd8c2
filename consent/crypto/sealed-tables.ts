/** How a value of a column is written into a seal, whichever way it was read. */
export type SealedForm = 'plain' | 'id' | 'time';

export interface SealedColumns {
  /** The column that names the row: to the log, and to `assent verify database`. It is never a person's. */
  readonly name: string;
  /** Everything that makes the row mean something. State that the ledger or a counter tells is not among it. */
  readonly columns: Readonly<Record<string, SealedForm>>;
}

const plain = 'plain';
const id = 'id';
const time = 'time';

/**
 * The tables whose rows carry authority, and what a seal of each covers. Whoever writes such a row, checks it or verifies
 * the database goes by this one list.
 */
export const SEALED_TABLES = {
  challenge: {
    name: 'id',
    columns: {
      id: plain,
      method: plain,
      passkey: plain,
      action: plain,
      target: plain,
      person_id: id,
      subject_key: plain,
      awaits_identity: plain,
      code_hash: plain,
      created_at: time,
      expires_at: time,
    },
  },
  authentication: {
    name: 'id',
    columns: {
      id: plain,
      challenge_id: plain,
      person_id: id,
      strength: plain,
      passkey: plain,
      identity_provider: plain,
      action: plain,
      target: plain,
      created_at: time,
      expires_at: time,
    },
  },
  federated_sign_in: {
    name: 'id',
    columns: {
      id: plain,
      client_challenge: plain,
      code_hash: plain,
      person_id: id,
      strength: plain,
      expires_at: time,
    },
  },
  passkey: {
    name: 'id',
    columns: {
      id: plain,
      person_id: id,
      credential_id: plain,
      public_key: plain,
      counter: id,
      multi_device: plain,
      created_at: time,
    },
  },
  export_ticket: {
    name: 'digest',
    columns: { digest: plain, person_id: id, format: plain, strength: plain, expires_at: time },
  },
} as const satisfies Record<string, SealedColumns>;

export type SealedTable = keyof typeof SEALED_TABLES;
