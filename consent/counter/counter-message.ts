import type { Transaction } from '../database/transaction.js';
import type { Grant } from '../grants/grant.js';
import { cityClock, cityDay, lastDayBefore } from '../kernel/city-time.js';
import { queueMessage } from '../notifications/outbox.js';
import { Recipient } from '../recipients/recipient.js';
import type { CounterSession } from './session.js';

const minute = (time: Date) => `${cityDay(time)} ${cityClock(time)}`;

/** R-28: the person receives an SMS at once about whatever was done in their name at the counter. */
export async function queueCounterMessage(
  tx: Transaction,
  { personId, counter, power }: CounterSession,
  done: '授权' | '撤回授权',
  grant: Grant,
  now: Date,
  ended = 0,
): Promise<void> {
  const recipient = await tx.em.findOneOrFail(Recipient, { code: grant.recipientCode });
  const who = power ? '您的代理人' : '您';
  const until = done === '授权' ? `，至${lastDayBefore(grant.validUntil)}止` : '';
  await queueMessage(
    tx,
    personId,
    `【知数】${who}于${minute(now)}在${counter}窗口${done}：${recipient.name}，${grant.purpose.nameZh}${until}。${ended > 0 ? `此前给该机构的${ended}份授权由此终止。` : ''}如非您本人的意思，请登录或到窗口撤回。`,
    now,
  );
}
