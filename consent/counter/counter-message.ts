import type { Transaction } from '../database/transaction.js';
import { cityClock, cityDay, lastDayBefore } from '../kernel/city-time.js';
import { queueMessage } from '../notifications/outbox.js';
import type { Purpose } from '../purposes/purpose.js';
import { Recipient } from '../recipients/recipient.js';
import type { CounterSession } from './session.js';

const minute = (time: Date) => `${cityDay(time)} ${cityClock(time)}`;

/** What somebody who did not want it can do: a grant is revoked, and a request that was denied is asked anew. */
const REMEDIES = {
  授权: '请登录或到窗口撤回',
  撤回授权: '请登录或到窗口撤回',
  再次确认信息项: '请登录或到窗口撤回',
  不同意: '请到窗口说明，或请该机构再次申请',
} as const;

/** What was done at the counter, and to what: a grant has an end, a request has none yet. */
interface DoneTo {
  readonly recipientCode: string;
  readonly purpose: Purpose;
  readonly validUntil?: Date;
}

/** the person receives an SMS at once about whatever was done in their name at the counter. */
export async function queueCounterMessage(
  tx: Transaction,
  { personId, counter, power }: CounterSession,
  done: keyof typeof REMEDIES,
  { recipientCode, purpose, validUntil }: DoneTo,
  now: Date,
  ended = 0,
): Promise<void> {
  const recipient = await tx.em.findOneOrFail(Recipient, { code: recipientCode });
  const who = power ? '您的代理人' : '您';
  const until = done === '授权' ? `，至${lastDayBefore(validUntil!)}止` : '';
  const superseded = ended > 0 ? `此前给该机构的${ended}份授权由此终止。` : '';
  await queueMessage(
    tx,
    personId,
    `【知数】${who}于${minute(now)}在${counter}窗口${done}：${recipient.name}，${purpose.nameZh}${until}。${superseded}如非您本人的意思，${REMEDIES[done]}。`,
    now,
  );
}
