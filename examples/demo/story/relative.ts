import { createHash } from 'node:crypto';
import type { FamilyCast } from './cast.js';
import { dataOf, expectEqual, expectRefusal, expectThat } from './expectations.js';

const APPLY = `mutation Apply($input: ApplyAsRelativeInput!) {
  applyAsRelative(input: $input) { id status items { nameZh } maxUses }
}`;

const REVIEW = `mutation Review($input: ReviewRelativeApplicationInput!) {
  reviewRelativeApplication(input: $input) { status validUntil reviews { approved } }
}`;

const READ = `mutation Read($id: ID!) { readDeceasedRecord(applicationId: $id) {
  useNumber usesRemaining person { basicIdentity { survivalStatus } settlements(first: 2) { nodes { settlementTime totalFee } } personalAccount { balance } }
} }`;

const START = `mutation Start($input: StartAuthenticationInput!) { startAuthentication(input: $input) { hint } }`;

const digest = (paper: string) => createHash('sha256').update(paper).digest('hex');

/** A near relative of a deceased person may read the record after two reviewers have approved the application. */
export async function relative({
  narrator,
  relative,
  deceased,
  reviewer,
  otherReviewer,
}: FamilyCast): Promise<void> {
  const { certNo, name } = deceased;
  const named = { certNo, name };
  const papers = {
    deceased: named,
    applicant: { certNo: relative.person.certNo, name: relative.person.name },
  };
  let application: any;
  const review = (input: object) => ({ input: { id: application.id, ...input } });

  narrator.chapter({ zh: '死者近亲属查询', en: 'A near relative and the record of who has died' });

  await narrator.step(
    {
      zh: `${name}已去世：账户关闭，登录与陌生人无异`,
      en: 'The account of who has died is closed: signing in is answered as to a stranger, and no code is sent.',
    },
    async () => {
      const start = async (number: string) =>
        (await relative.run(START, { input: { method: 'SMS', action: 'SIGN_IN', certNo: number } }))
          .startAuthentication;
      expectEqual('answer', await start(certNo), await start('379900193001010013'));
      return '如该证件号码已登记手机号，验证码已发送……';
    },
  );

  await narrator.step(
    {
      zh: `${relative.person.name}须人脸登录，才能以近亲属身份申请`,
      en: 'A relative signs in; to apply takes a face.',
    },
    async () => {
      const input = {
        deceased: named,
        relation: 'SIBLING',
        interest: 'INHERITANCE',
        evidence: [
          { kind: 'DEATH', digest: digest('死亡医学证明') },
          { kind: 'KINSHIP', digest: digest('户口簿') },
        ],
      };
      await relative.signIn('SCAN');
      expectRefusal(await relative.send(APPLY, { input }), 'STRENGTH_REQUIRED');
      await relative.signIn('FACE');
      application = dataOf(await relative.send(APPLY, { input })).applyAsRelative;
      expectEqual('status', application.status, 'PENDING');
      expectRefusal(await relative.send(READ, { id: application.id }), 'FORBIDDEN');
      return `申请待审 PENDING: ${application.items.length} items, at most ${application.maxUses} readings; nothing is read yet`;
    },
  );

  await narrator.step(
    {
      zh: '复核人核对材料：写出材料上的姓名和证件号码，由平台比对',
      en: 'A reviewer says whom the papers name; the platform compares, and shows the reviewer nobody’s data.',
    },
    async () => {
      await Promise.all([reviewer.signIn(), otherReviewer.signIn()]);
      const wrong = review({ approve: true, papers: { ...papers, applicant: { certNo, name } } });
      expectRefusal(await reviewer.send(REVIEW, wrong), 'BAD_USER_INPUT');
      const answer = dataOf(await reviewer.send(REVIEW, review({ approve: true, papers })));
      expectEqual('status', answer.reviewRelativeApplication.status, 'PENDING');
      return '第一人通过 one of two';
    },
  );

  await narrator.step(
    { zh: '同一复核人不能审两次', en: 'The same reviewer is not a second one.' },
    async () => {
      expectRefusal(await reviewer.send(REVIEW, review({ approve: true, papers })), 'FORBIDDEN');
      return 'FORBIDDEN';
    },
  );

  await narrator.step(
    {
      zh: '第二位复核人通过：在范围和期限内可查',
      en: 'A second reviewer approves: within scope and term it is open.',
    },
    async () => {
      const answer = dataOf(await otherReviewer.send(REVIEW, review({ approve: true, papers })));
      const { status, validUntil } = answer.reviewRelativeApplication;
      expectEqual('status', status, 'APPROVED');
      return `已批准 APPROVED until ${validUntil}`;
    },
  );

  await narrator.step(
    {
      zh: `${relative.person.name}查阅，每次都记入账本`,
      en: 'The relative reads. Each reading is counted, and stands in the ledger as RELATIVE_ACCESS.',
    },
    async () => {
      const { readDeceasedRecord: record } = dataOf(await relative.send(READ, { id: application.id }));
      expectEqual('use', [record.useNumber, record.usesRemaining], [1, 2]);
      expectEqual('survival', record.person.basicIdentity.survivalStatus, '2');
      expectThat('settlements are a list', Array.isArray(record.person.settlements.nodes), record.person);
      return `${JSON.stringify(record.person.settlements.nodes)}, balance ${record.person.personalAccount?.balance ?? '-'}, 2 left`;
    },
  );
}
