import { Client } from 'pg';
import { executorOf } from '../../../consent/database/executor.js';
import { erasePerson } from '../../../consent/maintenance/erase-person.js';
import { readConfig } from '../../config.js';
import { openDatabase } from '../../database/open.js';
import { type Command, noArguments, UsageError } from '../command/command.js';

export const erase: Command = {
  summary: 'erases a person',
  help: `assent erase --person PSN_NO

  Destroys the salt that the person's values are sealed with, deletes the records and revokes the grants. Ledger
  entries and disclosures stay, and name nobody. It can't be undone; importing the person's rows again would make a
  new person, so the source must leave them out.

  --person PSN_NO    the person number (人员编号)
`,
  options: { person: { type: 'string' } },
  async run(args, { out }) {
    noArguments(args);
    const { person } = args.values;
    if (typeof person !== 'string' || person === '') throw new UsageError('--person is missing.');
    const database = await openDatabase(readConfig());
    const client = new Client({ connectionString: database.ownerUrl, application_name: 'assent erase' });
    try {
      await client.connect();
      await client.query('BEGIN');
      const erased = await erasePerson(executorOf(client), person);
      await client.query('COMMIT');
      out.write(erased ? 'erased\n' : 'there is no such person\n');
      return erased ? 0 : 1;
    } finally {
      await client.end();
      await database.stop();
    }
  },
};
