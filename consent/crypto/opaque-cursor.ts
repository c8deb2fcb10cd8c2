import { badInput } from '../kernel/refusal.js';
import { OpaqueText } from './opaque-text.js';

/** Where a page ends: what names its last record. */
export type Position = readonly string[];

/**
 * Encrypts positions into opaque cursors. A cursor contains a record's day and id, which the reader may not have been
 * granted, so it is encrypted. It is also bound to its list and to the list's owner (`scope`): accepted in another
 * person's list, it would reveal the record's day by comparison with that person's records.
 */
export class OpaqueCursors {
  private readonly text: OpaqueText;

  constructor(
    private readonly key: Uint8Array,
    private readonly scope = '',
  ) {
    this.text = new OpaqueText(key);
  }

  /** Cursors for the lists of one grant or one owner. They are invalid in any other list. */
  within(scope: string): OpaqueCursors {
    return new OpaqueCursors(this.key, scope);
  }

  seal(list: string, position: Position): string {
    return this.text.encrypt([this.scope, list], JSON.stringify(position));
  }

  /** @throws Refusal BAD_USER_INPUT for anything that `seal` did not make for this list */
  open(list: string, cursor: string): Position {
    try {
      return JSON.parse(this.text.decrypt([this.scope, list], cursor));
    } catch {
      throw badInput('after', {
        en: 'after is the endCursor of the page before, from the same list.',
        zh: 'after 应为同一列表上一页的 endCursor。',
      });
    }
  }
}
