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
  session: {
    name: 'id',
    columns: {
      id: plain,
      digest: plain,
      kind: plain,
      person_id: id,
      authentication_id: plain,
      strength: plain,
      device: plain,
      device_key: plain,
      client_key: plain,
      signed_in_at: time,
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
  recipient: {
    name: 'code',
    columns: {
      code: plain,
      name: plain,
      kind: plain,
      client_id: plain,
      jwks: plain,
      jwks_uri: plain,
      contact: plain,
      // The state is sealed too: no act that SQL alone confirmed suspends or reinstates a recipient.
      suspended_at: time,
    },
  },
  fetched_key_set: {
    name: 'recipient_code',
    columns: { recipient_code: plain, uri: plain, jwks: plain, fetched_at: time },
  },
  agreement: {
    name: 'recipient_code',
    columns: { recipient_code: plain, purposes: plain, valid_until: plain },
  },
  product: {
    name: 'code',
    columns: {
      code: plain,
      recipient_code: plain,
      name: plain,
      kind: plain,
      filing_no: plain,
      purposes: plain,
      valid_until: plain,
      terms_digest: plain,
      ended_at: time,
    },
  },
  agreement_version: {
    name: 'recipient_code',
    columns: { recipient_code: plain, version: plain, purposes: plain, valid_until: plain, applied_at: time },
  },
  consent_request: {
    name: 'id',
    columns: {
      id: plain,
      recipient_code: plain,
      person_id: id,
      provider_id: id,
      purpose: plain,
      catalogue_version: plain,
      items: plain,
      mode: plain,
      max_uses: plain,
      valid_for_days: plain,
      records_from: plain,
      records_to: plain,
      reference: plain,
      replaces: plain,
      notice: plain,
      created_at: time,
      expires_at: time,
    },
  },
  consent_grant: {
    name: 'id',
    columns: {
      id: plain,
      request_id: plain,
      recipient_code: plain,
      person_id: id,
      provider_id: id,
      grantor_id: id,
      purpose: plain,
      catalogue_version: plain,
      items: plain,
      mode: plain,
      max_uses: plain,
      max_uses_per_day: plain,
      records_from: plain,
      records_to: plain,
      notice_digest: plain,
      strength: plain,
      sensitive_confirmed: plain,
      valid_from: time,
      valid_until: time,
      authentication_id: plain,
      approval_id: plain,
      choices_digest: plain,
    },
  },
  staff: {
    name: 'code',
    columns: {
      code: plain,
      role: plain,
      certno_index: plain,
      jwk: plain,
      thumbprint: plain,
      enrolled_by: plain,
      minutes_digest: plain,
      added_at: time,
      disabled_at: time,
    },
  },
  officer_act: {
    name: 'id',
    columns: {
      id: plain,
      kind: plain,
      recipient_code: plain,
      raises: plain,
      reason: plain,
      proposed_by: plain,
      proposed_at: time,
      confirmed_by: plain,
      confirmed_at: time,
      withdrawn_at: time,
    },
  },
  counter_session: {
    name: 'id',
    columns: {
      id: plain,
      person_id: id,
      clerk: plain,
      counter: plain,
      identified_by: plain,
      agent_index: plain,
      power: plain,
      opened_at: time,
      expires_at: time,
    },
  },
  counter_approval: {
    name: 'id',
    columns: {
      id: plain,
      session_id: plain,
      request_id: plain,
      confirms_grant: plain,
      terms: plain,
      evidence: plain,
      two_people: plain,
      reviewer: plain,
      grant_id: plain,
      created_at: time,
      given_at: time,
      returned_by: plain,
      returned_at: time,
      return_reason: plain,
    },
  },
  item_confirmation: {
    name: 'grant_id',
    columns: {
      grant_id: plain,
      item: plain,
      version: plain,
      authentication_id: plain,
      approval_id: plain,
      confirmed_at: time,
    },
  },
  catalogue_version: { name: 'version', columns: { version: plain, published_at: time, act_id: plain } },
  raised_item: { name: 'item', columns: { version: plain, item: plain, level: plain } },
  recipient_freeze: { name: 'id', columns: { id: plain, recipient_code: plain, frozen_at: time } },
  guarded_grant: { name: 'grant_id', columns: { grant_id: plain, until_age: plain } },
  guardian_consent: {
    name: 'id',
    columns: { id: plain, grant_id: plain, guardian_id: id, authentication_id: plain, given_at: time },
  },
  message: { name: 'id', columns: { ref: plain, person_id: id, text: plain, written_at: time } },
  after_death: { name: 'id', columns: { arranging_id: id, arrangement: plain, arranged_at: time } },
  relative_application: {
    name: 'id',
    columns: {
      id: plain,
      applicant_id: id,
      deceased_id: id,
      relation: plain,
      interest: plain,
      items: plain,
      evidence: plain,
      max_uses: plain,
      valid_for_days: plain,
      created_at: time,
      status: plain,
      decided_at: time,
      valid_until: time,
    },
  },
  relative_review: {
    name: 'application_id',
    columns: { application_id: plain, reviewer: plain, approved: plain, reason: plain, reviewed_at: time },
  },
  export_ticket: {
    name: 'digest',
    columns: { digest: plain, person_id: id, format: plain, strength: plain, expires_at: time },
  },
} as const satisfies Record<string, SealedColumns>;

export type SealedTable = keyof typeof SEALED_TABLES;
