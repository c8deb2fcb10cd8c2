import { hash, hkdfSync } from 'node:crypto';
import { type Adapter, type AdapterPayload, errors } from 'oidc-provider';
import { OpaqueText } from '../../../consent/crypto/opaque-text.js';
import type { Executor } from '../../../consent/database/executor.js';

/** What the authorization server keeps between two requests. Everything else of it is self-contained or never made. */
const KEPT = ['PushedAuthorizationRequest', 'Interaction', 'AuthorizationCode', 'Grant'];

const digest = (id: string): Buffer => hash('sha256', id, 'buffer');

/**
 * The state of redirects in PostgreSQL, for all processes. Ids are stored as digests, so a dump opens no session; payloads
 * are encrypted and bound to model and id, so nobody who can write the table can make or move one.
 */
export class OauthState {
  private readonly text: OpaqueText;

  /** @param secret of 32 bytes, from which a key of its own is derived */
  constructor(
    private readonly database: Executor,
    secret: Uint8Array,
  ) {
    this.text = new OpaqueText(new Uint8Array(hkdfSync('sha256', secret, '', 'oauth-state', 32)));
  }

  async put(model: string, id: string, payload: object, seconds: number, grantId?: string): Promise<void> {
    await this.database.query('SELECT assent.put_oauth_state($1, $2, $3, $4, $5)', [
      model,
      digest(id),
      Buffer.from(this.text.encrypt(['oauth-state', model, id], JSON.stringify(payload))),
      grantId === undefined ? null : digest(grantId),
      new Date(Date.now() + seconds * 1000),
    ]);
  }

  /** @returns what was put, with whether it was consumed; null for what was not put, has ended, or was not put by us */
  async find(model: string, id: string): Promise<{ payload: AdapterPayload; consumed: boolean } | null> {
    const [row] = await this.database.query('SELECT content, consumed FROM assent.oauth_state_of($1, $2)', [
      model,
      digest(id),
    ]);
    if (!row) return null;
    try {
      const text = this.text.decrypt(['oauth-state', model, id], (row.content as Buffer).toString());
      return { payload: JSON.parse(text) as AdapterPayload, consumed: row.consumed as boolean };
    } catch {
      return null;
    }
  }

  /** @returns true for one caller only, however many try at once in however many processes */
  async consume(model: string, id: string): Promise<boolean> {
    const [row] = await this.database.query('SELECT assent.consume_oauth_state($1, $2) AS first', [
      model,
      digest(id),
    ]);
    return row!.first as boolean;
  }

  async end(model: string, id: string): Promise<void> {
    await this.database.query('SELECT assent.end_oauth_state($1, $2)', [model, digest(id)]);
  }

  async endGrant(grantId: string): Promise<void> {
    await this.database.query('SELECT assent.end_oauth_grant($1)', [digest(grantId)]);
  }
}

/** The storage of one model, as the library asks for it. Sessions are not kept: nobody stays signed in at this server. */
export function adapterOf(state: OauthState, model: string): Adapter {
  const kept = KEPT.includes(model);
  return {
    async upsert(id, payload, seconds) {
      if (kept) await state.put(model, id, payload, seconds!, payload.grantId);
      // Only opaque tokens would be stored, and no resource of this platform accepts one.
      else if (model !== 'Session') throw new errors.InvalidTarget();
    },
    async find(id) {
      const found = kept ? await state.find(model, id) : null;
      return found ? { ...found.payload, ...(found.consumed && { consumed: true }) } : undefined;
    },
    /** The library looks and then consumes. Between the two another process may have consumed it: then this one fails. */
    async consume(id) {
      if (await state.consume(model, id)) return;
      if (model === 'PushedAuthorizationRequest')
        throw new errors.InvalidRequestUri('the request was used before');
      throw new errors.InvalidGrant('it was used before');
    },
    async destroy(id) {
      if (kept) await state.end(model, id);
    },
    async revokeByGrantId(grantId) {
      await state.endGrant(grantId);
    },
    findByUserCode: async () => undefined,
    findByUid: async () => undefined,
  };
}
