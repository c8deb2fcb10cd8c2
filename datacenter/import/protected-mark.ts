import { specialCondition, type Telltale } from '../../schema/codes/special-disease.js';

/** How the rows of one file tell of a specially protected disease. */
interface SpecialMark {
  /** `telling` where other rows are marked together with it, `special` where it stands alone. */
  readonly column: 'telling' | 'special';
  /** Columns of the file by what they may tell. */
  readonly tells: Readonly<Partial<Record<keyof Telltale, string>>>;
}

const MARKS: Record<string, SpecialMark> = {
  encounter: {
    column: 'telling',
    tells: {
      diagnosisCode: 'diag_code',
      diagnosisName: 'diag_name',
      institution: 'fixmedins_name',
      careType: 'med_type',
    },
  },
  expense_line: { column: 'telling', tells: { itemCode: 'hilist_code', itemName: 'hilist_name' } },
  filing: { column: 'special', tells: { chronicDisease: 'opsp_dise_code' } },
  special_benefit: { column: 'special', tells: { maternityType: 'matn_type' } },
};

/** Column of the table that keeps the mark; null: the file's rows tell nothing by themselves. */
export const markColumnOf = (table: string): string | null => MARKS[table]?.column ?? null;

const REMEMBERED = 10_000;

/**
 * Marks rows by their values, before these are sealed. Visits and goods repeat, so what was judged is remembered.
 * @returns null where there is nothing to mark
 */
export function markerOf(table: string, at: (column: string) => number) {
  const mark = MARKS[table];
  if (!mark) return null;
  const places = Object.entries(mark.tells).map(([name, column]) => [name, at(column)] as const);
  const known = new Map<string, boolean>();
  return (fields: readonly string[]): boolean => {
    const key = places.map(([, place]) => fields[place] ?? '').join('\t');
    const before = known.get(key);
    if (before !== undefined) return before;
    const told = specialCondition(
      Object.fromEntries(places.map(([name, place]) => [name, fields[place] ?? ''])),
    );
    if (known.size >= REMEMBERED) known.clear();
    known.set(key, told !== null);
    return told !== null;
  };
}
