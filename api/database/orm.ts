import { ReflectMetadataProvider } from '@mikro-orm/decorators/legacy';
import { type EntityManager, MikroORM } from '@mikro-orm/postgresql';
import type { Seals } from '../../consent/crypto/seal.js';
import { bindSeals } from '../../consent/database/transaction.js';
import { DisclosureRecord } from '../../consent/gate/disclosure.js';
import { ConsentRequest } from '../../consent/grants/consent-request.js';
import { Grant } from '../../consent/grants/grant.js';
import { LIMITS } from '../../consent/kernel/limits.js';
import { Agreement } from '../../consent/recipients/agreement.js';
import { Recipient } from '../../consent/recipients/recipient.js';

/** The entities of consent, as the role `consent`. Personal rows are never entities: they are read by the gate. */
export async function openOrm(url: string, connections: number, seals: Seals): Promise<MikroORM> {
  const orm = await MikroORM.init({
    clientUrl: url,
    entities: [Agreement, ConsentRequest, DisclosureRecord, Grant, Recipient],
    metadataProvider: ReflectMetadataProvider,
    logger: () => undefined,
    forceUtcTimezone: true,
    pool: { min: 0, max: connections },
    driverOptions: SESSION,
  });
  bindSeals(orm.em as EntityManager, seals);
  return orm;
}

/** Limits the time that a request may hold a connection: UNAVAILABLE is answered within two seconds, instead of queueing. */
export const SESSION = {
  statement_timeout: 5_000,
  lock_timeout: LIMITS.waitTimeoutMs,
  idle_in_transaction_session_timeout: 10_000,
  connectionTimeoutMillis: LIMITS.waitTimeoutMs,
} as const;
