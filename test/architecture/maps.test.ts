import { expect, it } from '@jest/globals';
import { readSources } from './sources.js';

/** Objects of a file that are looked up by a variable, and by whose names: none of them comes from outside. */
const LOOKED_UP: Record<string, string> = {
  'api/cli/assent.ts HEAP': 'a command, of which it is asked first whether it is there',
  'api/cli/command/present-log.ts BY_HAND': 'a kind of entry that was checked',
  'api/cli/commands/completion.ts SCRIPTS': 'one of the choices that commander lets through',
  'api/http/http-refusal.ts METHODS': 'a path, of which it is asked first whether it is there',
  'api/http/list-sizes.ts DECLARED': 'a field of our schema, as Type.field',
  'api/http/public-documents.ts PUBLIC_FIELDS':
    'a field of a document, of which it is asked first whether it is there',
  'consent/counter/session.ts REFUSALS': 'a verdict of the database',
  'consent/deceased/review-application.ts REFUSALS': 'a verdict of the database',
  'consent/kernel/public-jwk.ts MEMBERS': 'a type of key, of which it is asked first whether it is there',
  'consent/ledger/verify/grant-chains.ts RULES':
    'a kind of entry, of which it is asked first whether it is there',
  'consent/onboarding/members.ts REFUSALS': 'a verdict of the database',
  'consent/purposes/prohibited.ts PROHIBITED_PURPOSES':
    'a purpose, of which it is asked first whether it is there',
  'consent/onboarding/key-proof.ts BY_TYPE': 'the type of a key that was checked',
  'consent/onboarding/keys.ts NOT_TAKEN': 'a verdict of the database',
  'consent/recipients/agreement-software.ts REFUSED': 'a verdict of the database',
  'consent/supervision/act.ts ACT_REFUSALS': 'a verdict of the database',
  'consent/supervision/withdraw-act.ts REFUSALS': 'a verdict of the database',
  'datacenter/csv/file-definitions.ts CATEGORY_DETAILS': 'a table of ours',
  'datacenter/generate/provider-files.ts TOP_SCORE': 'a grade that the generator has drawn',
  'datacenter/import/copy-text.ts ESCAPES': 'one of the characters that it holds',
  'datacenter/import/person-register.ts FAULTS': 'a fault that the register itself has named',
  'datacenter/import/protection-spread.ts SPREAD_STATEMENTS': 'a table of ours',
  'datacenter/import/protection-spread.ts STAGED_PROTECTION': 'a table of ours',
  'datacenter/import/row-marker.ts MARK_RULES': 'a table of ours',
  'datacenter/import/row-reader.ts DAMAGES': 'a damage that the tokenizer names',
  'datacenter/import/row-rules.ts RULES': 'a table of ours',
  'datacenter/import/subject-registration.ts REGISTRATIONS': 'a table of ours',
  'datacenter/import/text-encoding.ts ALIASES': 'a name, of which it is asked first whether it is there',
  'datacenter/import/value-checks.ts BY_NAME': 'a column, of which it is asked first whether it is there',
  'migrations/record-views.ts CHOSEN_BY': 'a table of ours',
  'schema/item-examples.ts TEXTS': 'a column of ours',
  'schema/identity/identity-document.ts FORMS':
    'a type of document, of which it is asked first whether it is there',
};

it('an object that is looked up by any text says by whose, for an object has more members than were put in it', () => {
  const sources = [...readSources().values()].filter(
    ({ path }) => !path.startsWith('test/') && !path.startsWith('examples/'),
  );
  const found = sources.flatMap(({ path, text }) =>
    [...text.matchAll(/const ([A-Z_]+): (?:Readonly<)?Record<string,/g)]
      .map(([, name]) => name!)
      .filter((name) =>
        sources.some(
          (other) =>
            (other.path === path || other.imports.includes(path)) &&
            new RegExp(`\\b${name}\\[`).test(other.text),
        ),
      )
      .map((name) => `${path} ${name}`),
  );
  expect(found.sort()).toEqual(Object.keys(LOOKED_UP).sort());
});
