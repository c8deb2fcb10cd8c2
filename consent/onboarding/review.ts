import type { EntityManager } from '@mikro-orm/postgresql';
import { type Transaction, transact } from '../database/transaction.js';
import { LIMITS } from '../kernel/limits.js';
import { badInput, refuse } from '../kernel/refusal.js';
import { checkText } from '../kernel/text-input.js';
import { assertActs } from '../staff/accounts.js';
import type { StaffMember } from '../staff/role.js';
import {
  type Application,
  assertStatus,
  changeApplication,
  lockApplication,
  type ReturnedLine,
} from './application.js';

const LINES_MAX = 100;
const FIELD_MAX = 200;

const asOfficer = async (tx: Transaction, officer: StaffMember, id: string): Promise<Application> => {
  await assertActs(tx, officer);
  return lockApplication(tx, { kind: 'OFFICER' }, id);
};

/** @throws Refusal FORBIDDEN unless this officer has taken it */
function assertTaken({ takenBy }: Application, { staffCode }: StaffMember): void {
  if (takenBy !== staffCode)
    refuse('FORBIDDEN', {
      en: 'Another officer has taken it and answers for it. Take it first, with takeApplication.',
      zh: '该申请由另一名管理人员受理。请先用 takeApplication 受理。',
    });
}

/** An officer takes an application, or takes it over, and answers for it from then on. @throws Refusal */
export const takeApplication = (em: EntityManager, officer: StaffMember, id: string): Promise<Application> =>
  transact(em, async (tx) => {
    const application = await asOfficer(tx, officer, id);
    assertStatus(application, 'SUBMITTED', 'IN_REVIEW');
    const [own] = await tx.query('SELECT assent.is_own_application($1, $2) AS own', [
      application.id,
      officer.staffCode,
    ]);
    if (own!.own === true)
      refuse('FORBIDDEN', {
        en: 'You began this application yourself. Another officer takes it.',
        zh: '该申请由您本人提出，须由另一名管理人员受理。',
      });
    return changeApplication(tx, application, { status: 'IN_REVIEW', taken_by: officer.staffCode });
  });

function checkLines(lines: readonly ReturnedLine[]): ReturnedLine[] {
  if (lines.length === 0 || lines.length > LINES_MAX)
    throw badInput('lines', {
      en: `Name everything that is missing, at once: 1 to ${LINES_MAX} lines.`,
      zh: `请一次写明所有需要补正的内容：1 至 ${LINES_MAX} 项。`,
    });
  return lines.map(({ field, message }) => ({
    field: checkText('lines.field', field, FIELD_MAX, true)!,
    message: checkText('lines.message', message, LIMITS.reasonLength, true)!,
  }));
}

/** An officer returns an application, once, with everything that is missing. @throws Refusal */
export const returnApplication = (
  em: EntityManager,
  officer: StaffMember,
  { id, lines }: { readonly id: string; readonly lines: readonly ReturnedLine[] },
): Promise<Application> => {
  const returned = checkLines(lines);
  return transact(em, async (tx) => {
    const application = await asOfficer(tx, officer, id);
    assertStatus(application, 'IN_REVIEW');
    assertTaken(application, officer);
    if (application.returned !== null)
      refuse('FORBIDDEN', {
        en: 'It was returned once already, and everything that was missing was to be said then. Approve or refuse it.',
        zh: '该申请已退回补正一次，补正内容应一次告知。请予批准或驳回。',
      });
    return changeApplication(tx, application, {
      status: 'RETURNED',
      returned_for: returned,
      returned_at: (await tx.now()).toISOString(),
    });
  });
};

/** An officer refuses an application; it is final, and a new one may be made. @throws Refusal */
export const refuseApplication = (
  em: EntityManager,
  officer: StaffMember,
  id: string,
  reason: string,
): Promise<Application> => {
  const why = checkText('reason', reason, LIMITS.reasonLength, true)!;
  return transact(em, async (tx) => {
    const application = await asOfficer(tx, officer, id);
    assertStatus(application, 'IN_REVIEW');
    assertTaken(application, officer);
    return changeApplication(tx, application, {
      status: 'REFUSED',
      refused_for: why,
      decided_at: (await tx.now()).toISOString(),
    });
  });
};
