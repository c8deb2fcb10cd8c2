import { expect, it } from '@jest/globals';
import { piecesOf } from './attacker/personal-values.js';

it("the planner's own figures are no personal values", () => {
  for (const plan of [
    'Seq Scan on t  (cost=0.00..224.65 rows=224.65 width=8) (actual time=0.010..224.65 rows=224.65 loops=1)',
    '{SEQSCAN :startup_cost 224.65 :total_cost 224.65 :plan_rows 224.65 :plan_width 4}',
    '"Total Cost": 224.65, "Plan Rows": 224.65',
  ])
    expect([...piecesOf(plan)]).not.toContain('224.65');
});

it('an amount in a row, a notice or an error is a personal value', () => {
  for (const shown of [
    '{"det_item_fee_sumamt":224.65}',
    '(7,224.65,"x")',
    'invalid input: "224.65"',
    'fee 224.65',
  ])
    expect([...piecesOf(shown)]).toContain('224.65');
});
