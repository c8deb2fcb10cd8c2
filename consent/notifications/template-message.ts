import type { SealableRow, Seals } from '../crypto/seal.js';
import type { Executor } from '../database/executor.js';
import { TOLD_OF_IDENTITY, WHO_IS_TOLD } from './who-is-told.js';

const TEMPLATES = Object.values(WHO_IS_TOLD).map(({ text }) => text.split('{recipient}') as [string, string]);
const WHOLE = new Set<string>(Object.values(TOLD_OF_IDENTITY));
/** How a function of the database writes the place of `{recipient}`: one name, or one for several. */
const NAMED = /^“(.*)”(等\d+家机构)?$/;

/**
 * Tells whether a text is one of the templates by which functions of the database tell people, of their registration or about
 * a recipient whose row the platform wrote as it is. Such a message is not sealed, as it is made where no key is.
 * @param database reads the recipients
 */
export async function templateTexts(database: Executor, seals: Seals): Promise<(text: string) => boolean> {
  const rows = await database.query('SELECT to_jsonb(r) AS row FROM assent.recipient AS r', []);
  const names = new Set(
    rows
      .map(({ row }) => row as SealableRow)
      .flatMap((row) => (seals.holds('recipient', row) ? [row.name] : [])),
  );
  return (text) =>
    WHOLE.has(text) ||
    TEMPLATES.some(([before, after]) => {
      if (!text.startsWith(before) || !text.endsWith(after) || text.length < before.length + after.length)
        return false;
      const name = NAMED.exec(text.slice(before.length, text.length - after.length))?.[1];
      return name !== undefined && names.has(name);
    });
}

/**
 * Before a recipient gets another name: seals what functions of the database have told people about it by the present one,
 * which nobody knows later. The owner of the database runs it.
 */
export async function sealBeforeRename(
  database: Executor,
  seals: Seals,
  { code, name }: { readonly code: string; readonly name: string },
): Promise<void> {
  const isTemplate = await templateTexts(database, seals);
  const told = await database.query(
    `SELECT to_jsonb(m) AS row FROM assent.recipient AS r JOIN assent.message AS m ON position('“' || r.name || '”' IN m.text) > 0
     WHERE r.code = $1 AND r.name <> $2 AND m.ref IS NULL`,
    [code, name],
  );
  for (const { row } of told as unknown as { row: SealableRow & { text: string } }[])
    if (isTemplate(row.text))
      await database.query('UPDATE assent.message SET seal = $2 WHERE id = $1', [
        row.id,
        seals.of('message', row),
      ]);
}
