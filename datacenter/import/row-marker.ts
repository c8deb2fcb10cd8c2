import { specialCondition, type Telltale } from '../../schema/codes/special-disease.js';

/** By which columns a row of one file reveals a specially protected disease, and where the mark is stored. */
interface MarkRule {
  /** `marked` where other rows are marked together with it, `protected` where it stands alone. */
  readonly column: 'marked' | 'protected';
  /** Columns of the file by what they may reveal. */
  readonly tells: Readonly<Partial<Record<keyof Telltale, string>>>;
}

const MARK_RULES: Record<string, MarkRule> = {
  encounter: {
    column: 'marked',
    tells: {
      diagnosisCode: 'diag_code',
      diagnosisName: 'diag_name',
      institution: 'fixmedins_name',
      careType: 'med_type',
    },
  },
  expense_line: { column: 'marked', tells: { itemCode: 'hilist_code', itemName: 'hilist_name' } },
  filing: { column: 'protected', tells: { chronicDisease: 'opsp_dise_code' } },
  special_benefit: { column: 'protected', tells: { maternityType: 'matn_type' } },
};

/** The table column that stores the mark; null if a row of the file never reveals a disease by itself. */
export const markColumnOf = (table: string): string | null => MARK_RULES[table]?.column ?? null;

/** The columns of the file by which a row may reveal a disease. */
export const tellsOf = (table: string): readonly string[] => Object.values(MARK_RULES[table]?.tells ?? {});

const CACHE_ENTRIES_MAX = 10_000;

/**
 * Returns a function that decides whether to mark a row by its values, before these are encrypted. Visits and goods
 * repeat, so the decisions are cached.
 * @returns null if the table has no mark
 */
export function markerOf(table: string, at: (column: string) => number) {
  const mark = MARK_RULES[table];
  if (!mark) return null;
  const places = Object.entries(mark.tells).map(([name, column]) => [name, at(column)] as const);
  const cache = new Map<string, boolean>();
  return (fields: readonly string[]): boolean => {
    const key = places.map(([, place]) => fields[place] ?? '').join('\t');
    const cached = cache.get(key);
    if (cached !== undefined) return cached;
    const condition = specialCondition(
      Object.fromEntries(places.map(([name, place]) => [name, fields[place] ?? ''])),
    );
    if (cache.size >= CACHE_ENTRIES_MAX) cache.clear();
    cache.set(key, condition !== null);
    return condition !== null;
  };
}
