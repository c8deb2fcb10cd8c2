import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { GraphqlClient } from '../../examples/clients/graphql-client.js';
import type { PersonClient } from '../../examples/clients/person-client.js';
import { APPLICATION, Applying, upload } from '../support/people/institutions.js';
import { Officers } from '../support/people/officers.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

/**
 * What may be done with an application in each of its states, and by whom. `yes`: it is done; otherwise the code of the refusal;
 * a status: what is read; `-`: nothing is there for this reader.
 */
// biome-ignore format: a table is read by its rows
const TABLE = `
  who       | what     | DRAFT     | SUBMITTED | IN_REVIEW | RETURNED | APPROVED | REFUSED | WITHDRAWN | LAPSED
  applicant | read     | DRAFT     | SUBMITTED | IN_REVIEW | RETURNED | APPROVED | REFUSED | WITHDRAWN | LAPSED
  applicant | edit     | yes       | CLOSED    | CLOSED    | yes      | CLOSED   | CLOSED  | CLOSED    | CLOSED
  applicant | upload   | yes       | CLOSED    | CLOSED    | yes      | CLOSED   | CLOSED  | CLOSED    | CLOSED
  applicant | agreement| yes       | yes       | yes       | yes      | CLOSED   | CLOSED  | CLOSED    | CLOSED
  applicant | submit   | yes       | CLOSED    | CLOSED    | yes      | CLOSED   | CLOSED  | CLOSED    | CLOSED
  applicant | withdraw | yes       | yes       | CLOSED    | CLOSED   | CLOSED   | CLOSED  | CLOSED    | CLOSED
  applicant | take     | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN
  applicant | return   | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN
  applicant | refuse   | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN
  applicant | approve  | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN
  officer   | read     | -         | SUBMITTED | IN_REVIEW | RETURNED | APPROVED | REFUSED | WITHDRAWN | LAPSED
  officer   | edit     | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN
  officer   | upload   | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN
  officer   | submit   | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN
  officer   | withdraw | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN
  officer   | take     | NOT_FOUND | yes       | yes       | CLOSED   | CLOSED   | CLOSED  | CLOSED    | CLOSED
  officer   | return   | NOT_FOUND | CLOSED    | yes       | CLOSED   | CLOSED   | CLOSED  | CLOSED    | CLOSED
  officer   | refuse   | NOT_FOUND | CLOSED    | yes       | CLOSED   | CLOSED   | CLOSED  | CLOSED    | CLOSED
  officer   | approve  | NOT_FOUND | CLOSED    | yes       | CLOSED   | CLOSED   | CLOSED  | CLOSED    | CLOSED
  other officer | return | NOT_FOUND | CLOSED  | FORBIDDEN | CLOSED   | CLOSED   | CLOSED  | CLOSED    | CLOSED
  other officer | refuse | NOT_FOUND | CLOSED  | FORBIDDEN | CLOSED   | CLOSED   | CLOSED  | CLOSED    | CLOSED
  stranger  | read     | -         | -         | -         | -        | -        | -       | -         | -
  stranger  | edit     | NOT_FOUND | NOT_FOUND | NOT_FOUND | NOT_FOUND | NOT_FOUND | NOT_FOUND | NOT_FOUND | NOT_FOUND
  stranger  | upload   | NOT_FOUND | NOT_FOUND | NOT_FOUND | NOT_FOUND | NOT_FOUND | NOT_FOUND | NOT_FOUND | NOT_FOUND
  stranger  | submit   | NOT_FOUND | NOT_FOUND | NOT_FOUND | NOT_FOUND | NOT_FOUND | NOT_FOUND | NOT_FOUND | NOT_FOUND
  stranger  | withdraw | NOT_FOUND | NOT_FOUND | NOT_FOUND | NOT_FOUND | NOT_FOUND | NOT_FOUND | NOT_FOUND | NOT_FOUND
  clerk     | read     | -         | -         | -         | -        | -        | -       | -         | -
  recipient | read     | -         | -         | -         | -        | -        | -       | -         | -
  recipient | edit     | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN
  anonymous | read     | UNAUTHENTICATED | UNAUTHENTICATED | UNAUTHENTICATED | UNAUTHENTICATED | UNAUTHENTICATED | UNAUTHENTICATED | UNAUTHENTICATED | UNAUTHENTICATED
  anonymous | upload   | UNAUTHENTICATED | UNAUTHENTICATED | UNAUTHENTICATED | UNAUTHENTICATED | UNAUTHENTICATED | UNAUTHENTICATED | UNAUTHENTICATED | UNAUTHENTICATED
`;
const [head, ...rows] = TABLE.trim()
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()));
const STATES = head!.slice(2);

let platform: Platform;
let officers: Officers;
let callers: Record<string, GraphqlClient>;
beforeAll(async () => {
  platform = await startPlatform();
  officers = await Officers.of(platform);
  callers = {
    officer: officers.one,
    'other officer': officers.other,
    stranger: await platform.person(platform.someone()).signIn('FACE'),
    clerk: await platform.staff('CLERK'),
    recipient: platform.insurer,
    anonymous: platform.anonymous,
  };
});
afterAll(() => platform.stop());

const LINES = [{ field: 'contact', message: '请写客服电话' }];
const OPERATIONS: Record<string, (caller: GraphqlClient, id: string) => Promise<any>> = {
  read: (caller, id) => caller.send('query ($id: ID!) { application(id: $id) { status } }', { id }),
  edit: (caller, id) => caller.send(APPLICATION.EDIT, { input: { id, contact: '客服 4009999999' } }),
  submit: (caller, id) => caller.send(APPLICATION.SUBMIT, { id }),
  withdraw: (caller, id) => caller.send(APPLICATION.WITHDRAW, { id }),
  take: (caller, id) => caller.send(APPLICATION.TAKE, { id }),
  return: (caller, id) => caller.send(APPLICATION.RETURN, { input: { id, lines: LINES } }),
  refuse: (caller, id) => caller.send(APPLICATION.REFUSE, { id, reason: '不符合要求' }),
  approve: (caller, id) =>
    caller.send('mutation ($input: ProposeActInput!) { proposeAct(input: $input) { id } }', {
      input: { kind: 'APPROVE_APPLICATION', subject: id, reason: '依规定' },
    }),
  upload: async (caller, id) => ofRoute(await upload(caller as PersonClient, id, 'RETENTION_PLAN')),
  agreement: async (caller, id) => ofRoute(await upload(caller as PersonClient, id, 'SEALED_AGREEMENT')),
};

async function ofRoute(response: Response): Promise<unknown> {
  const { errors = [] } = (await response.json()) as { errors?: unknown[] };
  return { data: {}, errors };
}

const outcomeOf = ({ data, errors }: any): string => {
  if (errors.length > 0) return errors[0].extensions.code.replace('APPLICATION_CLOSED', 'CLOSED');
  if (data.application === null) return '-';
  return data.application?.status ?? 'yes';
};

/** Brings a complete draft into a state. */
const WAYS: Record<string, (applying: Applying) => Promise<unknown>> = {
  DRAFT: async () => undefined,
  SUBMITTED: (applying) => applying.submit(),
  IN_REVIEW: async (applying) => {
    await applying.submit();
    await officers.one.run(APPLICATION.TAKE, { id: applying.id });
  },
  RETURNED: async (applying) => {
    await WAYS.IN_REVIEW!(applying);
    await officers.one.run(APPLICATION.RETURN, { input: { id: applying.id, lines: LINES } });
  },
  APPROVED: async (applying) => {
    await WAYS.IN_REVIEW!(applying);
    await officers.act({ kind: 'APPROVE_APPLICATION', subject: applying.id });
  },
  REFUSED: async (applying) => {
    await WAYS.IN_REVIEW!(applying);
    await officers.one.run(APPLICATION.REFUSE, { id: applying.id, reason: '不符合要求' });
  },
  WITHDRAWN: async (applying) => {
    await applying.submit();
    await applying.person.run(APPLICATION.WITHDRAW, { id: applying.id });
  },
  LAPSED: (applying) => WAYS.RETURNED!(applying),
};

describe.each(STATES)('an application that is %s', (state) => {
  let applying: Applying;
  /** The state as SQL has it, to which each row returns. */
  let kept: any;
  const { sql } = { sql: (...query: [string, unknown[]?]) => platform.database.sql(...query) };
  const restore = async () => {
    await sql('ALTER TABLE assent.application DISABLE TRIGGER USER');
    await sql(
      'UPDATE assent.officer_act SET withdrawn_at = proposed_at WHERE confirmed_at IS NULL AND subject = $1',
      [applying.id],
    );
    await sql(
      `UPDATE assent.application a SET status = k.status, contact = k.contact, returned_for = k.returned_for, refused_for = k.refused_for,
         taken_by = k.taken_by, edited_at = k.edited_at, submitted_at = k.submitted_at, due_at = k.due_at, returned_at = k.returned_at,
         decided_at = k.decided_at, seal = k.seal
       FROM jsonb_populate_record(NULL::assent.application, $1::jsonb) k WHERE a.id = k.id`,
      [JSON.stringify(kept)],
    );
    await sql('ALTER TABLE assent.application ENABLE TRIGGER USER');
  };

  beforeAll(async () => {
    applying = await Applying.begin(platform);
    await applying.complete();
    await WAYS[state]!(applying);
    [{ row: kept }] = (await sql('SELECT to_jsonb(a) AS row FROM assent.application a WHERE id = $1', [
      applying.id,
    ])) as [{ row: any }];
    if (state === 'LAPSED') {
      await platform.database.advance(30 * 86_400);
      // No session lasts as long as that.
      await Promise.all([applying.person.signIn('FACE'), (callers.stranger as PersonClient).signIn('FACE')]);
      for (const one of ['officer', 'other officer', 'clerk']) await (callers[one] as any).signIn();
    }
  });
  afterAll(async () => {
    if (state !== 'LAPSED') return;
    await platform.database.advance(-30 * 86_400);
  });

  it.each(rows.map((row) => [row[0]!, row[1]!, row[2 + STATES.indexOf(state)]!] as const))(
    'lets the %s %s it: %s',
    async (who, what, expected) => {
      const caller = who === 'applicant' ? applying.person : callers[who]!;
      const found = outcomeOf(await OPERATIONS[what]!(caller, applying.id));
      await restore();
      expect(found).toBe(expected);
    },
  );
});
