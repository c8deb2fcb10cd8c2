import type { EntityManager } from '@mikro-orm/postgresql';
import { isSocialCreditCode } from '../../schema/identity/social-credit-code.js';
import type { SealableRow } from '../crypto/seal.js';
import { type Transaction, transact } from '../database/transaction.js';
import { newId } from '../kernel/ids.js';
import { LIMITS } from '../kernel/limits.js';
import { badInput, refuse } from '../kernel/refusal.js';
import { checkText } from '../kernel/text-input.js';
import { capacityOf } from '../people/guardianship.js';
import type { RecipientKind } from '../recipients/recipient.js';
import { type Applicant, assertFace } from './applicant.js';
import {
  type Application,
  type ApplicationStatus,
  applicationOf,
  assertStatus,
  changeApplication,
  lockApplication,
} from './application.js';
import { documentsOf } from './documents.js';
import { checkEdit, type EditedApplication } from './edit.js';
import { gapsOf } from './gaps.js';
import { assertOwner } from './owner.js';

export interface StartedApplication {
  readonly uscc: string;
  readonly name: string;
  readonly kind: RecipientKind;
  /** The institution's own code as a recipient, when it asks for more. */
  readonly recipient?: string | null;
}

const DAY_MS = 86_400_000;

async function insert(
  tx: Transaction,
  { personId }: Applicant,
  { uscc, name, kind, recipient }: StartedApplication,
): Promise<Application> {
  const now = await tx.now();
  const row = {
    id: newId(),
    status: 'DRAFT',
    uscc,
    name,
    kind,
    recipient_code: recipient ?? null,
    begun_by: personId,
    contact: null,
    jwks: null,
    purposes: [],
    answers: [],
    returned_for: null,
    refused_for: null,
    taken_by: null,
    act_id: null,
    created_at: now.toISOString(),
    edited_at: now.toISOString(),
    submitted_at: null,
    due_at: null,
    returned_at: null,
    decided_at: null,
  };
  const [stored] = await tx.query('SELECT assent.store_application($1::jsonb, $2) AS stored', [
    tx.seals.sealed('application', row),
    LIMITS.openApplications,
  ]);
  if (stored!.stored !== true)
    refuse('FORBIDDEN', {
      en: `At most ${LIMITS.openApplications} applications of one person may be open. Finish or withdraw one first.`,
      zh: `一人同时至多有 ${LIMITS.openApplications} 项未办结的申请。请先办结或撤回其中一项。`,
    });
  return applicationOf(row, now);
}

/** Begins an application for an institution, by its uniform social credit code. @throws Refusal */
export const startApplication = (
  em: EntityManager,
  applicant: Applicant,
  input: StartedApplication,
): Promise<Application> => {
  assertFace(applicant);
  const uscc = input.uscc.trim().toUpperCase();
  if (!isSocialCreditCode(uscc))
    throw badInput('uscc', {
      en: 'This is no uniform social credit code: 18 characters, the last of which is computed from the others.',
      zh: '统一社会信用代码有误：应为 18 位，末位为校验码。',
    });
  const name = checkText('name', input.name, 200, true)!;
  return transact(em, async (tx) => {
    if ((await capacityOf(tx, applicant.personId)) !== 'FULL')
      refuse('FORBIDDEN', {
        en: 'Only a person of full capacity may apply for an institution. Ask a colleague.',
        zh: '只有完全民事行为能力人可以代机构申请。请由其他同事申请。',
      });
    if (input.recipient != null) await assertOwner(tx, applicant.personId, input.recipient, uscc);
    return insert(tx, applicant, { ...input, uscc, name });
  });
};

/** Changes an application that the person began, while it is in one of these states. @throws Refusal */
const changeOwn = (
  em: EntityManager,
  { personId }: Applicant,
  id: string,
  states: readonly ApplicationStatus[],
  changesOf: (tx: Transaction, application: Application) => Promise<SealableRow>,
): Promise<Application> =>
  transact(em, async (tx) => {
    const application = await lockApplication(tx, { kind: 'PERSON', personId }, id);
    assertStatus(application, ...states);
    return changeApplication(tx, application, await changesOf(tx, application));
  });

/** Changes what a draft says, or an application that was returned. What is left out stays. @throws Refusal */
export const editApplication = (
  em: EntityManager,
  applicant: Applicant,
  input: EditedApplication & { readonly id: string },
): Promise<Application> => {
  assertFace(applicant);
  const changes = checkEdit(input);
  return changeOwn(em, applicant, input.id, ['DRAFT', 'RETURNED'], async (tx) => ({
    ...changes,
    edited_at: (await tx.now()).toISOString(),
  }));
};

/** Hands an application in. @throws Refusal APPLICATION_INCOMPLETE that names everything that is missing */
export const submitApplication = (
  em: EntityManager,
  applicant: Applicant,
  id: string,
): Promise<Application> => {
  assertFace(applicant);
  return changeOwn(em, applicant, id, ['DRAFT', 'RETURNED'], async (tx, application) => {
    const now = await tx.now();
    const gaps = await gapsOf(tx, application, await documentsOf(tx, id), now);
    if (gaps.length > 0)
      refuse(
        'APPLICATION_INCOMPLETE',
        {
          en: `Still missing: ${gaps.map(({ field }) => field).join(', ')}. \`missing\` says what each is.`,
          zh: `尚缺：${gaps.map(({ field }) => field).join('、')}。\`missing\` 逐项说明。`,
        },
        { fields: gaps.map(({ field }) => field) },
      );
    return {
      status: 'SUBMITTED',
      submitted_at: now.toISOString(),
      // Calendar days, whichever of them are holidays.
      due_at: new Date(now.getTime() + LIMITS.reviewDays * DAY_MS).toISOString(),
    };
  });
};

/** Takes an application back before an officer has taken it. @throws Refusal */
export const withdrawApplication = (
  em: EntityManager,
  applicant: Applicant,
  id: string,
): Promise<Application> => {
  assertFace(applicant);
  return changeOwn(em, applicant, id, ['DRAFT', 'SUBMITTED'], async (tx) => ({
    status: 'WITHDRAWN',
    decided_at: (await tx.now()).toISOString(),
  }));
};
