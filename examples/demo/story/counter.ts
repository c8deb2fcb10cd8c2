import { cityDay } from '../../../consent/kernel/city-time.js';
import { approving, COUNTER } from '../../clients/counter.js';
import { nobodysCertNo } from '../../clients/staff-client.js';
import type { CounterCast } from './cast.js';
import { dataOf, expectEqual, expectRefusal, expectThat, requestConsent } from './expectations.js';

const BILLS =
  'useNumber usesRemaining person { settlements(first: 3) { nodes { settlementTime totalFee } } }';

const CANCEL = 'mutation Cancel($id: ID!) { cancelConsentRequest(id: $id) { status } }';

const NOTICE = '为直接赔付您的住院及门诊费用，读取就诊和结算信息，30天内最多三次。可随时在窗口或网上撤回。';

/** The agent: a nephew with a power of attorney, who is insured in another city. */
const AGENT = { certNo: nobodysCertNo(9_001) };

/** A person without a telephone consents at the counter, where a clerk and a reviewer are responsible for it. */
export async function counter({
  narrator,
  elder,
  insurer,
  otherInsurer,
  clerk,
  reviewer,
  counter,
}: CounterCast) {
  const { certNo, name } = elder.person;
  const askFor = async (recipient: typeof insurer) => ({
    notice: NOTICE,
    ...(await requestConsent(recipient, {
      subject: { person: { certNo, name } },
      purpose: 'CLAIM_DIRECT_PAY',
      mode: 'LIMITED',
      maxUses: 3,
      validForDays: 30,
      notice: NOTICE,
    })),
  });
  const latestMessage = async () => (await elder.messages())[0]?.text ?? '';
  let request: any;
  let session: any;
  let waiting: any;
  let grant: any;

  narrator.chapter({ zh: '窗口办理', en: 'At the counter' });

  await narrator.step(
    {
      zh: `${insurer.identity.name}申请理赔数据；${name}不用手机，来到窗口`,
      en: 'The insurer asks for claim data. The person has no use for a phone and comes to the counter.',
    },
    async () => {
      request = await askFor(insurer);
      return `申请待答复 PENDING, strength asked for ${request.requiredStrength}`;
    },
  );

  await narrator.step(
    {
      zh: '经办和复核人员各用自己的密钥登录',
      en: 'Clerk and reviewer sign in, each by an assertion signed with a key of their own.',
    },
    async () => {
      await Promise.all([clerk.signIn(), reviewer.signIn()]);
      return `${clerk.identity.code} CLERK, ${reviewer.identity.code} REVIEWER, for 15 minutes`;
    },
  );

  await narrator.step(
    { zh: '没有本人的卡或码，不能办理', en: 'Without the person’s card or e-voucher nothing can be done.' },
    async () => {
      const input = { identity: { card: 'x' }, counter: counter.code };
      expectRefusal(await clerk.send(COUNTER.OPEN, { input }), 'AUTHENTICATION_FAILED');
      return 'AUTHENTICATION_FAILED';
    },
  );

  await narrator.step(
    {
      zh: `在 ${counter.code} 窗口读${name}的社会保障卡，开始办理`,
      en: 'The chip of the person’s card is read at the counter: a session for one person, one clerk, 15 minutes.',
    },
    async () => {
      session = await counter.open(clerk, elder.person);
      expectEqual('identified by', session.identifiedBy, 'CARD');
      const shown = session.requests.find(({ id }: { id: string }) => id === request.id);
      expectEqual('waiting', shown, { id: request.id, notice: NOTICE });
      return `${session.requests.length} 件待办 request is shown to the clerk, and no data of the person`;
    },
  );

  await narrator.step(
    {
      zh: '宣读的告知书与申请不一致：不予受理',
      en: 'A notice other than that of the request was shown: refused.',
    },
    async () => {
      const wrong = approving(session.id, { id: request.id, notice: '别的告知书' });
      expectRefusal(await clerk.send(COUNTER.APPROVE, wrong), 'BAD_USER_INPUT');
      return 'BAD_USER_INPUT: evidence.notice';
    },
  );

  await narrator.step(
    {
      zh: `${name}签字同意；含敏感信息，须第二人复核，此刻尚未生效`,
      en: 'The person signs. There are items of level 3, so a second person must confirm; nothing is given yet.',
    },
    async () => {
      const answer = await clerk.send(COUNTER.APPROVE, approving(session.id, request));
      waiting = dataOf(answer).approveAtCounter;
      expectEqual('approval', [waiting.twoPeople, waiting.reviewer, waiting.grant], [true, null, null]);
      return '待复核: digests of papers, signature and notice are kept';
    },
  );

  await narrator.step(
    { zh: '经办人不能自己复核', en: 'The clerk can’t confirm what the clerk took.' },
    async () => {
      expectRefusal(await clerk.send(COUNTER.CONFIRM, { id: waiting.id }), 'FORBIDDEN');
      return 'FORBIDDEN';
    },
  );

  await narrator.step(
    {
      zh: '复核人当面核对后确认：授权生效，短信告知本人',
      en: 'The reviewer checks face to face and confirms: two people’s check counts as FACE (R-27). The person gets an SMS.',
    },
    async () => {
      grant = dataOf(await reviewer.send(COUNTER.CONFIRM, { id: waiting.id })).confirmAtCounter.grant;
      expectEqual('grant', [grant.status, grant.usesRemaining], ['ACTIVE', 3]);
      const text = await latestMessage();
      expectThat('an SMS has come', text.includes(`${counter.code}窗口授权：${insurer.identity.name}`), text);
      return `已授权 LIMITED, 3 uses\n       SMS: ${text}`;
    },
  );

  await narrator.step(
    { zh: `${insurer.identity.name}读取一次`, en: 'The insurer uses it once, like any other grant.' },
    async () => {
      const { redeemGrant } = dataOf(await insurer.redeem(grant.id, 'counter-1', BILLS));
      expectEqual('use', [redeemGrant.useNumber, redeemGrant.usesRemaining], [1, 2]);
      return `${redeemGrant.person.settlements.nodes.length} settlements, 2 uses left`;
    },
  );

  await narrator.step(
    {
      zh: `${name}改变主意：一名经办、一步撤回，无须材料和复核`,
      en: 'The person takes it back: one clerk, one step, no papers and no reviewer (R-06).',
    },
    async () => {
      const { revokeAtCounter } = await clerk.run(COUNTER.REVOKE, {
        sessionId: session.id,
        grantId: grant.id,
      });
      expectEqual('status', revokeAtCounter.status, 'REVOKED');
      expectRefusal(await insurer.redeem(grant.id, 'counter-2', BILLS), 'GRANT_REVOKED');
      return `已撤回 REVOKED at ${revokeAtCounter.revokedAt}; the next redemption is refused`;
    },
  );

  narrator.chapter({ zh: '委托代办', en: 'Under a power of attorney' });

  const today = cityDay(new Date());
  const power = {
    recipients: [insurer.identity.code],
    purposes: ['CLAIM_DIRECT_PAY'],
    validFrom: today,
    validUntil: today,
  };
  let other: any;

  await narrator.step(
    {
      zh: `${name}的侄子持委托书来办，委托书只写了${insurer.identity.name}`,
      en: 'A nephew comes with a power of attorney that names one insurer, one purpose and a day.',
    },
    async () => {
      request = await askFor(insurer);
      other = await askFor(otherInsurer);
      session = await counter.open(clerk, elder.person, { holder: AGENT, power });
      const shown = session.requests.map(({ id }: { id: string }) => id);
      expectEqual('waiting', [shown.includes(request.id), shown.includes(other.id)], [true, false]);
      return 'of two requests only the one that the power names is shown';
    },
  );

  await narrator.step(
    { zh: '委托书没有写的机构：不予办理', en: 'For the insurer that it does not name, nothing is done.' },
    async () => {
      expectRefusal(await clerk.send(COUNTER.APPROVE, approving(session.id, other)), 'FORBIDDEN');
      await otherInsurer.run(CANCEL, { id: other.id });
      return 'FORBIDDEN';
    },
  );

  await narrator.step(
    {
      zh: '委托书写明的：两人办理后生效',
      en: 'For the one it names, clerk and reviewer give it in the person’s name.',
    },
    async () => {
      const approval = approving(session.id, request);
      waiting = dataOf(await clerk.send(COUNTER.APPROVE, approval)).approveAtCounter;
      grant = dataOf(await reviewer.send(COUNTER.CONFIRM, { id: waiting.id })).confirmAtCounter.grant;
      expectEqual('status', grant.status, 'ACTIVE');
      const text = await latestMessage();
      expectThat('an SMS has come', text.includes('您的代理人'), text);
      return `已授权\n       SMS: ${text}`;
    },
  );

  await narrator.step(
    { zh: '办结，关闭会话', en: 'Done; the session is closed, and nothing more can be done in it.' },
    async () => {
      await clerk.run(COUNTER.CLOSE, { id: session.id });
      expectRefusal(
        await clerk.send(COUNTER.REVOKE, { sessionId: session.id, grantId: grant.id }),
        'FORBIDDEN',
      );
      return '已关闭';
    },
  );
}
