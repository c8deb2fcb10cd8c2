import type { SealableRow } from '../../crypto/seal.js';
import type { Transaction } from '../../database/transaction.js';
import { refuse } from '../../kernel/refusal.js';
import { agreementDiff } from '../agreement-diff.js';
import { putInForce, waitingTerms } from '../agreement-versions.js';
import type { Effect, EffectiveAct } from './effect.js';

/** ACTIVATE_RECIPIENT: from then on its approved terms may come into force, on their first day. */
export async function activateEffect(tx: Transaction, { recipient }: EffectiveAct): Promise<Effect> {
  const [found] = await tx.query('SELECT to_jsonb(r) AS row FROM assent.recipient AS r WHERE code = $1', [
    recipient,
  ]);
  // checkAct has found the recipient, and that the platform wrote it.
  const row = found!.row as SealableRow;
  const waiting = await waitingTerms(tx, recipient!);
  if (row.activated_at !== null || !waiting)
    return refuse('FORBIDDEN', {
      en: 'There is nothing to activate: it is activated already, or no application of it is approved.',
      zh: '无需启用：该机构已启用，或尚无获批的申请。',
    });
  const [signing] = await tx.query('SELECT assent.signs_with($1) AS keys', [recipient]);
  const keys = signing!.keys as string[];
  if (keys.length === 0)
    return refuse('FORBIDDEN', {
      en: 'It has no key to sign with yet. It is activated when it has one.',
      zh: '该机构还没有登记公钥，登记后方可启用。',
    });
  return {
    recipient,
    terms: null,
    diff: agreementDiff(null, waiting),
    does: { recipient, keys, approvedBy: waiting.actId },
    carryOut: (inner) => putInForce(inner, recipient!),
  };
}
