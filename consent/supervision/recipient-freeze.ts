import type { Executor } from '../database/executor.js';

/** Grants in one transaction: each of them is locked until it ends. */
const PORTION = 500;

/**
 * works off the freezes that officers decided on, portion by portion. The recipient is suspended from the first
 * moment on, so nothing can be read meanwhile; whichever process goes on after a crash finds where it stopped.
 */
export async function workOffFreezes(database: Executor): Promise<void> {
  for (;;) {
    const [row] = await database.query('SELECT assent.freeze_portion($1) AS more', [PORTION]);
    if (row!.more !== true) return;
  }
}
