import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { servingRoles } from './attacker/scene.js';
import { surfaceOf } from './attacker/surface.js';

/**
 * What the serving roles may write, and why a thief of their passwords gets no authority by it. A right or a function that
 * is not listed here fails, so that whoever adds one says why it is safe.
 */
/** What it writes is worth nothing unless the platform sealed it, which forged-rows.test.ts shows. */
const SEALED = 'sealed';
/** It writes the entry of what it does, in the same statement. */
const RECORDED = 'recorded';
/** Somebody is told or asked less, or something is refused: nothing is given. */
const REFUSES = 'takes away only';
const FORGED_ACTS = 'forged-acts.test.ts';
const RELATIONS: Readonly<Record<string, string>> = {
  'assent.replay_guard INSERT': 'it can only use up an identifier',
  'assent.use_notice_progress UPDATE':
    'it can keep people from being told of uses, which their own lists show',
  'assent.ledger_leaf INSERT':
    'next to the last leaf, of an entry that has none, while nobody sequences; what it says is verified',
  'assent.ledger_tile INSERT': 'only what follows from the leaves',
  'assent.ledger_tile UPDATE': 'only what follows from the leaves',
  'assent.ledger_checkpoint INSERT': 'a checkpoint is signed by a key that the database does not hold',
  'assent.ledger_checkpoint UPDATE': 'a checkpoint is signed by a key that the database does not hold',
};

const FUNCTIONS: Readonly<Record<string, string>> = {
  'assent.redeem': RECORDED,
  'assent.redeem_together': RECORDED,
  'assent.reread': RECORDED,
  'assent.open_own': RECORDED,
  'assent.open_preview': RECORDED,
  'assent.open_export': RECORDED,
  'assent.open_ward': RECORDED,
  'assent.open_relative': RECORDED,
  'assent.record_staff_look': RECORDED,
  'assent.record_refusal': 'an entry of its own kind, in a form that is checked (ledger-entries.test.ts)',
  'assent.record_given': 'in the transaction of give_grant() alone',
  'assent.record_confirmed_items': 'in the transaction of confirm_item() alone',
  'assent.lock_request': 'a lock',
  'assent.lock_grant': 'a lock',
  'assent.close_request': REFUSES,
  'assent.bind_request': SEALED,
  'assent.keep_request': SEALED,
  'assent.put_oauth_state':
    'what it stores opens only if it was encrypted with a key that the database does not hold',
  'assent.oauth_state_of': 'a question whose answer is encrypted',
  'assent.consume_oauth_state': REFUSES,
  'assent.end_oauth_state': REFUSES,
  'assent.end_oauth_grant': REFUSES,
  'assent.expire_requests': 'says of a request whose time is over that it is',
  'assent.revoke_grant': 'it can end a grant, which it records',
  'assent.hold_counter_session': 'a lock',
  'assent.close_counter_session': REFUSES,
  'assent.record_response_digests':
    'a digest of an entry of seconds ago; a wrong one does not match the receipt',
  'assent.close_response_digests': 'says of an entry of more than 5 seconds ago that its digest never came',
  'assent.now': 'the clock',
  'assent.new_salt': 'random bytes',
  'assent.give_grant': SEALED,
  'assent.open_request': SEALED,
  'assent.mark_uses_seen': 'a mark of the person’s own, by which one number is counted',
  'assent.commit_grant': 'in the transaction of give_grant() alone',
  'assent.pending_requests': 'counts and waits',
  'assent.add_passkey': SEALED,
  'assent.use_passkey': SEALED,
  'assent.start_passkey': 'a registration is finished with the person’s session',
  'assent.open_guardianships': RECORDED,
  'assent.spend_passkey_registration': REFUSES,
  'assent.remove_passkey': REFUSES,
  'assent.open_challenge': SEALED,
  'assent.complete_challenge': SEALED,
  'assent.hand_over_ticket': 'a ticket is signed by its service, or is worth nothing',
  'assent.take_attempt': REFUSES,
  'assent.spend_authentication': SEALED,
  'assent.spend_companion': SEALED,
  'assent.begin_federated_sign_in': SEALED,
  'assent.answer_federated_sign_in': SEALED,
  'assent.identify_federated_sign_in': SEALED,
  'assent.take_federated_sign_in': SEALED,
  'assent.complete_federated_sign_in': SEALED,
  'assent.issue_export_ticket': SEALED,
  'assent.take_export_ticket': SEALED,
  'assent.take_quota': REFUSES,
  'assent.take_budget': 'counts requests; what it lets through still needs its rows and its proof',
  'assent.give_back_quota': 'allows one more guess, of which each still takes an attempt of its challenge',
  'assent.forget_expired_authentication': 'deletes what has expired',
  'assent.open_counter_session': SEALED,
  'assent.seal_counter_session': SEALED,
  'assent.open_counter_approval': SEALED,
  'assent.lock_counter_approval': 'a lock',
  'assent.complete_counter_approval': SEALED,
  'assent.return_counter_approval': SEALED,
  'assent.record_counter_denial': 'in the transaction of close_request() alone, of an open session',
  'assent.staff_acts': 'a question',
  'assent.member_acts': 'a question, and a lock',
  'assent.invited_member': 'a question',
  'assent.add_institution': SEALED,
  'assent.add_member': SEALED,
  'assent.change_member': SEALED,
  'assent.seal_member_name_again':
    'a name opens only if it was encrypted, with its account, by a key that the database does not hold',
  'assent.file_objection': RECORDED,
  'assent.lock_objection': 'a lock',
  'assent.answer_objection':
    'an answer opens only if it was encrypted with a key that the database does not hold; it is recorded',
  'assent.store_application': SEALED,
  'assent.lock_application': 'a lock',
  'assent.forget_applications': 'deletes what is over by time',
  'assent.keep_application_document': SEALED,
  'assent.lock_agreement': 'a lock',
  'assent.put_in_force': SEALED,
  'assent.approve_agreement': SEALED,
  'assent.register_product': SEALED,
  'assent.link_institution': SEALED,
  'assent.draft_product': SEALED,
  'assent.encrypt_file_again': 'a file whose digest is not the sealed one counts as not there',
  'assent.propose_act': SEALED,
  'assent.withdraw_act': REFUSES,
  'assent.confirm_act': FORGED_ACTS,
  'assent.confirm_item': SEALED,
  'assent.seal_confirmed_act': SEALED,
  'assent.freeze_portion': 'continues what a confirmed act has begun',
  'assent.suspend_unguarded': REFUSES,
  'assent.supersede_older': REFUSES,
  'assent.record_guardian_consent': SEALED,
  'assent.confirm_grant_for_ward': SEALED,
  'assent.queue_message': SEALED,
  'assent.tell': 'tells in the platform’s own words of an event, which need not have happened',
  'assent.tell_of_ends': 'tells recipients of grants and agreements that are about to end, once',
  'assent.read_notices': 'it can say that a recipient has read its notices; these stay as they are',
  'assent.tell_of_raise': 'tells of a published version of the catalogue, once',
  'assent.claim_message': 'it can put a message off; the person’s own lists show what it was about',
  'assent.close_message':
    'it can keep a message from being sent; the person’s own lists show what it was about',
  'assent.apply_as_relative': SEALED,
  'assent.seal_relative_review': SEALED,
  'assent.arrange_after_death': SEALED,
  'assent.begin_session': SEALED,
  'assent.keep_key_set': 'what it keeps is sealed; what it records can only take a recipient’s key away',
  'assent.register_software': SEALED,
  'assent.confirm_software': SEALED,
  'assent.retire_software': REFUSES,
  'assent.open_key_challenge': 'a challenge proves nothing by itself',
  'assent.register_key': SEALED,
  'assent.confirm_key': SEALED,
  'assent.retire_key': REFUSES,
  'assent.begin_key_fetch': REFUSES,
  'assent.note_key_use': 'notes when a key was used',
  'assent.tell_of_key_ends': 'tells recipients of keys that are about to expire, once',
  'assent.use_session': 'notes when a session was used',
  'assent.end_sessions': REFUSES,
  'assent.spend_proofs': REFUSES,
  'assent.review_relative': 'papers are compared by blind indexes that no serving role reads',
};

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

describe('what a role that serves the API may write', () => {
  it('is listed here, relation by relation, with the reason why it gives no authority', async () => {
    const found = new Set<string>();
    for (const { name } of await servingRoles(platform)) {
      const { relations } = await surfaceOf(platform.database.sql, name);
      for (const { name: relation, rights } of relations)
        for (const right of rights)
          if (!['SELECT', 'REFERENCES'].includes(right) && !relation.startsWith('pg_'))
            found.add(`${relation} ${right}`);
    }
    expect([...found].filter((right) => !(right in RELATIONS))).toEqual([]);
  });

  it('is listed here, function by function', async () => {
    const found = new Set<string>();
    for (const { name } of await servingRoles(platform)) {
      const writing = await platform.database.sql(
        `SELECT p.oid::regproc::text AS name FROM pg_proc p JOIN pg_namespace s ON s.oid = pronamespace
         WHERE nspname NOT IN ('pg_catalog', 'information_schema') AND provolatile = 'v' AND prorettype <> 'trigger'::regtype
           AND has_schema_privilege($1, s.oid, 'USAGE') AND has_function_privilege($1, p.oid, 'EXECUTE')`,
        [name],
      );
      for (const { name: called } of writing) found.add(called);
    }
    expect([...found].filter((called) => !(called in FUNCTIONS)).sort()).toEqual([]);
  });
});
