/** The statement of the compared servers, prepared once per connection. */
export const REDEEM = 'SELECT bench.redeem($1, $2, $3) AS answer';

/**
 * @param {import('pg').Pool} pool
 * @returns {Promise<any>} the answer of bench.redeem (redemption.sql)
 */
export async function redeem(pool, grantId, recipientCode, key) {
  const { rows } = await pool.query({ name: 'redeem', text: REDEEM, values: [grantId, recipientCode, key] });
  return rows[0].answer;
}
