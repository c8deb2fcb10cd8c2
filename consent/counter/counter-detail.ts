import { type CounterSession } from './session.js';

/** Who acted where, for the ledger: codes, and never a name. */
export const counterDetail = ({ id, clerk, counter, identifiedBy, power }: CounterSession) => ({
  channel: 'COUNTER',
  session: id,
  clerk,
  counter,
  identifiedBy,
  ...(power && { role: 'AGENT', power: power.document }),
});
