import { ReflectMetadataProvider } from '@mikro-orm/decorators/legacy';
import { type EntityManager, MikroORM } from '@mikro-orm/postgresql';
import type { Seals } from '../../consent/crypto/seal.js';
import { bindSeals } from '../../consent/database/transaction.js';
import { DisclosureRecord } from '../../consent/gate/disclosure.js';
import { ConsentRequest } from '../../consent/grants/consent-request.js';
import { Grant } from '../../consent/grants/grant.js';
import { Agreement } from '../../consent/recipients/agreement.js';
import { Recipient } from '../../consent/recipients/recipient.js';
import { SESSION } from './session.js';

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
