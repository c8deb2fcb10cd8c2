import type { EntityManager } from '@mikro-orm/postgresql';
import { validate as isUuid } from 'uuid';
import { transact } from '../database/transaction.js';
import { refuse } from '../kernel/refusal.js';
import { assertActs } from '../staff/accounts.js';
import type { StaffMember } from '../staff/role.js';
import { ACT_REFUSALS, actRow, findAct, type OfficerAct } from './act.js';

const REFUSALS: Readonly<Record<string, () => never>> = {
  MISSING: ACT_REFUSALS.MISSING!,
  LATE: ACT_REFUSALS.LATE!,
  OTHERS: () =>
    refuse('FORBIDDEN', {
      en: 'Only the officer who proposed it can take it back. Without your confirmation it has no effect.',
      zh: '只有提议人可以撤回。您不确认，该提议就不生效。',
    }),
  DONE: () =>
    refuse('FORBIDDEN', {
      en: 'It is in effect already. Propose the opposite act.',
      zh: '该提议已生效。请提议相反的处理。',
    }),
};

/** Whoever proposed an act by mistake takes it back before anybody confirms it. Taking it back again changes nothing. */
export const withdrawAct = (em: EntityManager, officer: StaffMember, id: string): Promise<OfficerAct> =>
  transact(em, async (tx) => {
    await assertActs(tx, officer);
    const act = isUuid(id) ? await actRow(tx, id) : null;
    if (!act || !tx.seals.holds('officer_act', act)) return REFUSALS.MISSING!();
    const withdrawn = { ...act, withdrawn_at: (await tx.now()).toISOString() };
    const [row] = await tx.query('SELECT assent.withdraw_act($1::jsonb, $2) AS verdict', [
      tx.seals.sealed('officer_act', withdrawn),
      officer.staffCode,
    ]);
    REFUSALS[row!.verdict as string]?.();
    return (await findAct(tx, id))!;
  });
