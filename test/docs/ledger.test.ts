import { describe, expect, it } from '@jest/globals';
import { ENTRY_FIELDS } from '../../consent/ledger/entries/entry-fields.js';
import { ENTRY_KINDS } from '../../consent/ledger/entries/entry-form.js';
import { documentAt } from './documents.js';

/** Cells of the tables whose rows begin with a name in `code` style. */
const cells = (names: readonly string[]) => {
  const rows = [...documentAt('docs/ledger.md').text.matchAll(/^\| `([^`]+)` *\|(.*)\|$/gm)];
  return new Map(
    rows
      .filter(([, name]) => names.includes(name!))
      .map(([, name, rest]) => [name!, rest!.split('|').map((cell) => cell.trim())]),
  );
};

describe('docs/ledger.md', () => {
  it('lists every kind of entry with its fields, and no field that the kind does not have', () => {
    const told = Object.entries(ENTRY_KINDS).map(([kind, { description, fields, ...more }]) => [
      kind,
      [
        description,
        fields.join(', '),
        ('optional' in more ? (more.optional as readonly string[]) : []).join(', '),
      ],
    ]);
    expect([...cells(Object.keys(ENTRY_KINDS))]).toEqual(told);
  });

  it('says of every field what it means, in the words of the code', () => {
    expect([...cells(Object.keys(ENTRY_FIELDS))]).toEqual(
      Object.entries(ENTRY_FIELDS).map(([name, { description }]) => [name, [description]]),
    );
  });
});
