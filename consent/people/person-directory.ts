import type { BlindIndex } from '../crypto/blind-index.js';
import type { Executor } from '../database/executor.js';

/** The questions that authentication may ask about insured people. The database role permits no others. */
export class PersonDirectory {
  constructor(
    private readonly database: Executor,
    private readonly blindIndex: BlindIndex,
  ) {}

  /** Finds a person by ID number who may sign in; null for an unknown number, a child and a deceased. */
  async findForSignIn(certNo: string): Promise<string | null> {
    const [row] = await this.database.query(
      'SELECT person_id::text, may_act, deceased FROM assent.find_person($1)',
      [this.blindIndex.certNo(certNo)],
    );
    if (row === undefined || row.deceased !== false) return null;
    return row.may_act === true ? String(row.person_id) : null;
  }

  /** Whether a known person may sign in, by the same rules. */
  async maySignIn(personId: string): Promise<boolean> {
    const [row] = await this.database.query(
      'SELECT may_act, deceased FROM assent.person_standing($1::bigint)',
      [personId],
    );
    return row?.deceased === false && row.may_act === true;
  }

  /** Whether this person has this ID number. */
  async matches(personId: string | null, certNo: string): Promise<boolean> {
    const [row] = await this.database.query('SELECT assent.person_matches($1::bigint, $2) AS matches', [
      personId,
      this.blindIndex.certNo(certNo),
    ]);
    return row?.matches === true;
  }
}
