import { queryOn } from '../../../consent/database/transaction.js';
import type { Grant } from '../../../consent/grants/grant.js';
import { recordStaffLook } from '../../../consent/staff/looks.js';
import type { Context } from '../common/context.js';

/** A grant that another object of the same parties leads to. A look of an employee at it is recorded like any other. */
export async function shownGrant({ caller, em, loaders }: Context, id: string): Promise<Grant | null> {
  const grant = await loaders.grant.load(id);
  if (grant && caller.kind === 'STAFF') await recordStaffLook(queryOn(em), caller, 'GRANT', grant.id);
  return grant;
}
