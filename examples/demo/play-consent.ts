import { parseArgs } from 'node:util';
import { PersonClient } from '../clients/person-client.js';
import { RecipientClient } from '../clients/recipient-client.js';
import { RECIPIENTS } from './agreements.js';
import { Narrator } from './narrator.js';
import { peopleOf, recipientKey } from './people.js';
import { playConsent } from './story/story.js';

/** Plays the story of a consent on a running platform, for tests that examine the database and logs afterwards. */
const { values } = parseArgs({
  options: { url: { type: 'string' }, 'stand-in': { type: 'string' }, var: { type: 'string' } },
});
const { url, 'stand-in': standIn, var: varDir } = values as Record<'url' | 'stand-in' | 'var', string>;

const people = peopleOf(varDir);
const play = (tag: string) => new PersonClient(url, standIn, people.find(({ tags }) => tags.includes(tag))!);
const [insurer, otherInsurer, bank] = await Promise.all(
  RECIPIENTS.map(
    async (identity) => new RecipientClient(url, identity, await recipientKey(varDir, identity.clientId)),
  ),
);
await playConsent({
  narrator: new Narrator({ out: process.stdout }),
  person: play('ADULT'),
  representative: play('REPRESENTATIVE'),
  insurer: insurer!,
  otherInsurer: otherInsurer!,
  bank: bank!,
});
