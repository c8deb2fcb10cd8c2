import type { Pool } from 'pg';
import { Vault } from '../consent/at-rest.js';
import { Authentications } from '../consent/authentication/authentications.js';
import { People } from '../consent/authentication/people.js';
import { ProviderSignIns } from '../consent/authentication/provider-sign-in.js';
import type { IdentityProvider } from '../consent/authentication/services.js';
import { BlindIndex } from '../consent/blind-index.js';
import { CounterIdentities } from '../consent/counter/identity.js';
import { Cursors } from '../consent/cursor.js';
import { executorOf } from '../consent/executor.js';
import { GrantFactsReader } from '../consent/facts.js';
import { GroupCommit } from '../consent/group-commit.js';
import { Commitments } from '../consent/ledger/commitment.js';
import { GivenGrants } from '../consent/ledger/grant-events.js';
import { Log } from '../consent/ledger/log.js';
import { type ReceiptKey, ReceiptSigner } from '../consent/ledger/receipt.js';
import { Outbox } from '../consent/messages/outbox.js';
import { OwnAccess } from '../consent/own-access.js';
import { ExportPages } from '../consent/own-record/export-pages.js';
import { ExportTickets } from '../consent/own-record/export-tickets.js';
import { Ceremonies } from '../consent/passkey/ceremonies.js';
import { PasskeyRegistrations } from '../consent/passkey/registration.js';
import { relyingParty } from '../consent/passkey/relying-party.js';
import { RecordedRefusals } from '../consent/recorded-refusals.js';
import { Gate } from '../consent/redeem.js';
import { RelativeAccess } from '../consent/relatives/read-record.js';
import { recordReleases } from '../consent/release.js';
import { Rereading } from '../consent/reread.js';
import { SeenOnce } from '../consent/seen-once.js';
import { SpecialRecords } from '../consent/special-disease/special-records.js';
import { TickIds } from '../consent/special-disease/ticks.js';
import { cardReader } from './adapters/card-reader.js';
import { evoucherService } from './adapters/evoucher.js';
import { faceService } from './adapters/face.js';
import { smsGateway } from './adapters/sms-gateway.js';
import { loadKeys } from './callers/keys.js';
import { PersonTokens } from './callers/person-token.js';
import { StaffSignIn } from './callers/staff-sign-in.js';
import { StaffTokens } from './callers/staff-token.js';
import type { Config } from './config.js';
import { type Services } from './context.js';
import { Metrics } from './plugins/metrics.js';

/** What the engine offers to resolvers, put together once per process. */
export function createServices(
  config: Config,
  keys: Awaited<ReturnType<typeof loadKeys>>,
  pool: Pool,
  issuer: () => string,
  personTokens: PersonTokens,
  metrics: Metrics,
  provider: IdentityProvider | null,
): Services {
  const cursors = new Cursors(keys.cursorKey);
  const facts = new GrantFactsReader(pool);
  // Who goes alone always finds connections too.
  const groups = new GroupCommit(pool, recordReleases, Math.ceil(config.databaseConnections / 2));
  const blindIndex = new BlindIndex(keys.blindIndexKey);
  const vault = new Vault(keys.masterKeys);
  const refusals = new RecordedRefusals(pool);
  const database = executorOf(pool);
  const seenOnce = new SeenOnce(database);
  const people = new People(database, blindIndex, vault);
  const ceremonies = new Ceremonies(blindIndex, () => relyingParty(issuer()));
  const sms = smsGateway(config.smsGatewayUrl);
  const evoucher = evoucherService(config.evoucherUrl, issuer);
  const tickIds = new TickIds(cursors);
  return {
    gate: new Gate(pool, groups, facts, cursors, vault, refusals),
    rereading: new Rereading(pool, facts, cursors, vault, refusals),
    ownAccess: new OwnAccess(pool, cursors, vault),
    relativeAccess: new RelativeAccess(pool, cursors, vault),
    authentications: new Authentications({
      database,
      blindIndex,
      people,
      ceremonies,
      sms,
      evoucher,
      face: faceService(config.faceUrl, issuer),
    }),
    providerSignIns: new ProviderSignIns({ database, blindIndex, people, provider }),
    passkeys: new PasskeyRegistrations({ database, people, sms, ceremonies }),
    givenGrants: new GivenGrants(vault, new Commitments(keys.commitmentKey)),
    counterIdentities: new CounterIdentities(evoucher, cardReader(config.cardReaderUrl, issuer), seenOnce),
    outbox: new Outbox(database, people, sms),
    log: new Log(executorOf(pool)),
    receipts: new ReceiptSigner(issuer, receiptKey(keys)),
    specialRecords: new SpecialRecords(pool, vault, tickIds),
    tickIds,
    exportTickets: new ExportTickets(executorOf(pool)),
    exportPages: new ExportPages(pool, cursors, vault),
    publicUrl: issuer,
    blindIndex,
    cursors,
    personTokens,
    staffSignIn: new StaffSignIn(database, seenOnce, new StaffTokens(issuer, keys.accessTokenKey), issuer),
    metrics,
  };
}

/** The newest one signs. */
function receiptKey({ receipt: [newest] }: Awaited<ReturnType<typeof loadKeys>>): ReceiptKey {
  return { kid: newest!.kid, privateKey: newest!.privateKey! };
}
