import { type CounterSession } from './session.js';

/** What a ledger entry records about an act at the counter: codes of staff and counter, never a name. */
export const counterDetail = ({ id, clerk, counter, identifiedBy, power }: CounterSession) => ({
  channel: 'COUNTER',
  session: id,
  clerk,
  counter,
  identifiedBy,
  ...(power && { role: 'AGENT', power: power.document }),
});
