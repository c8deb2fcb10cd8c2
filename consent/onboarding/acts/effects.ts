import type { Transaction } from '../../database/transaction.js';
import { registerEffect } from '../product-drafts.js';
import { activateEffect } from './activate.js';
import { approveEffect } from './approve.js';
import { changeEffect, endEffect } from './change.js';
import type { Effect, EffectiveAct, OnboardingActKind } from './effect.js';

const EFFECTS: Readonly<Record<OnboardingActKind, (tx: Transaction, act: EffectiveAct) => Promise<Effect>>> =
  {
    APPROVE_APPLICATION: approveEffect,
    ACTIVATE_RECIPIENT: activateEffect,
    CHANGE_AGREEMENT: changeEffect,
    END_AGREEMENT: endEffect,
    REGISTER_PRODUCT: registerEffect,
  };

/**
 * What an act would do now. What it rests on is held until the transaction ends, so that nothing changes between the look and the
 * deed. @throws Refusal if it could not be carried out
 */
export async function effectOf(tx: Transaction, act: EffectiveAct): Promise<Effect> {
  if (act.recipient !== null) await tx.query('SELECT assent.lock_agreement($1)', [act.recipient]);
  return EFFECTS[act.kind](tx, act);
}
