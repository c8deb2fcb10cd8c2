import type { Transaction } from '../database/transaction.js';
import type { Labels } from '../people/labels.js';
import type { Application } from './application.js';
import { addInstitution, institutionRow } from './member-row.js';
import type { Members } from './members.js';

/** Makes an institution of an application that was approved; whoever began it becomes its first OWNER. */
export class Founding {
  constructor(
    private readonly members: Members,
    private readonly labels: Labels,
  ) {}

  /** @param recipientCode the recipient that the institution is from now on */
  async of(tx: Transaction, application: Application, recipientCode: string): Promise<void> {
    const { id, uscc, name, kind, contact, begunBy } = application;
    const institution = { uscc, name, kind, contact, recipientCode };
    if (!(await addInstitution(tx, tx.seals, institution, await tx.now()))) {
      const known = await institutionRow(tx, tx.seals, uscc);
      if (known?.recipient_code === null)
        await tx.query('SELECT assent.link_institution($1::jsonb)', [
          tx.seals.sealed('institution', { ...known, recipient_code: recipientCode }),
        ]);
    }
    const label = (await this.labels.of(tx, begunBy)).get(begunBy) ?? '*';
    await this.members.found(tx, { uscc, personId: begunBy, name: label, application: id });
  }
}
