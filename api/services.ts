import type { Logger } from 'pino';
import { AuthenticationService } from '../consent/authentication/authentication-service.js';
import { FederatedSignIn } from '../consent/authentication/federated-sign-in.js';
import { Ceremonies } from '../consent/authentication/passkeys/ceremony.js';
import { PasskeyRegistrationService } from '../consent/authentication/passkeys/registration.js';
import { relyingParty } from '../consent/authentication/passkeys/relying-party.js';
import { ReplayGuard } from '../consent/authentication/replay-guard.js';
import { Sessions } from '../consent/authentication/session.js';
import { readClassificationInForce } from '../consent/catalogue/classification.js';
import { CounterIdentification } from '../consent/counter/identify.js';
import { BlindIndex } from '../consent/crypto/blind-index.js';
import { FieldEncryption } from '../consent/crypto/field-encryption.js';
import { OpaqueCursors } from '../consent/crypto/opaque-cursor.js';
import type { Seals } from '../consent/crypto/seal.js';
import { type Executor, executorOf } from '../consent/database/executor.js';
import { GroupCommit } from '../consent/database/group-commit.js';
import { RelativeAccess } from '../consent/deceased/read-record.js';
import { GrantFactsCache } from '../consent/gate/grant-facts.js';
import { Gate } from '../consent/gate/redeem.js';
import { RefusalRecorder } from '../consent/gate/refusal-recorder.js';
import { Rereading } from '../consent/gate/reread.js';
import { redeemTogether } from '../consent/gate/use-request.js';
import { ProtectedRecordIds } from '../consent/grants/protected-record-choice.js';
import { confirmationText } from '../consent/grants/told-terms.js';
import { Commitments } from '../consent/ledger/entries/commitment.js';
import { GrantRecorder } from '../consent/ledger/entries/grant-events.js';
import { type ReceiptKey, ReceiptSigner } from '../consent/ledger/entries/receipt.js';
import { LogLag } from '../consent/ledger/log/lag.js';
import { PublishedLog } from '../consent/ledger/log/published-log.js';
import { type OnAttempt, Outbox } from '../consent/notifications/outbox.js';
import { ApplicationDocuments } from '../consent/onboarding/documents.js';
import { Founding } from '../consent/onboarding/founding.js';
import { Members } from '../consent/onboarding/members.js';
import type { OperationRegistry } from '../consent/operations/operation-registry.js';
import { Labels } from '../consent/people/labels.js';
import { MobileDirectory } from '../consent/people/mobile-directory.js';
import { PersonDirectory } from '../consent/people/person-directory.js';
import type { IdentityProvider } from '../consent/ports/identity-services.js';
import { ApprovalPreviews } from '../consent/preview/approval-preview.js';
import { FetchedKeys } from '../consent/recipients/fetched-keys.js';
import { PendingDigests } from '../consent/records/pending-digests.js';
import { RecordReader } from '../consent/records/reader.js';
import { ExportTickets } from '../consent/subject-access/export-link.js';
import { ExportPages } from '../consent/subject-access/export-pages.js';
import { GuardianshipReader } from '../consent/subject-access/guardianship-days.js';
import { OwnAccess } from '../consent/subject-access/own-record.js';
import { ProtectedRecords } from '../consent/subject-access/protected-records.js';
import { Objections } from '../consent/supervision/objections.js';
import { cardReader } from './adapters/card-reader.js';
import { evoucherService } from './adapters/evoucher.js';
import { faceService } from './adapters/face.js';
import { smsGateway } from './adapters/sms-gateway.js';
import { MemberSignIn } from './auth/member-sign-in.js';
import { MemberTokens } from './auth/member-token.js';
import { PersonTokens } from './auth/person-token.js';
import { RecipientRegistry } from './auth/recipient-registry.js';
import { StaffSignIn } from './auth/staff-sign-in.js';
import { StaffTokens } from './auth/staff-token.js';
import type { LogSeen } from './background/log-seen.js';
import type { Config } from './config.js';
import type { Pools } from './database/pool.js';
import { type Services } from './graphql/common/context.js';
import { Metrics } from './http/metrics.js';
import { OutboundClient } from './outbound/client.js';
import { fetchKeySet } from './outbound/key-set.js';
import { laterMasterKey, loadKeys } from './secrets/keyring.js';

/** Builds what resolvers use of consent/, once for each process. */
export function createServices(
  config: Config,
  keys: Awaited<ReturnType<typeof loadKeys>>,
  pools: Pools,
  issuer: () => string,
  personTokens: PersonTokens,
  metrics: Metrics,
  provider: IdentityProvider | null,
  seals: Seals,
  logSeen: LogSeen | null,
  operations: OperationRegistry,
  onAttempt: OnAttempt,
): Omit<Services, 'redirects'> {
  const cursors = new OpaqueCursors(keys.cursorKey);
  const facts = new GrantFactsCache(pools.gate, seals);
  // Group commit gets half of the connections, so that redemptions outside a group always find one.
  const digests = new PendingDigests(pools.gate);
  const half = Math.ceil(config.databaseConnections / 2);
  const groups = new GroupCommit(pools.gate, digests, half, redeemTogether);
  const blindIndex = new BlindIndex(keys.blindIndexKey);
  const encryption = new FieldEncryption(keys.masterKeys, (version) =>
    laterMasterKey(config.varDir, version),
  );
  const reader = new RecordReader(pools.reader, encryption, half);
  const refusals = new RefusalRecorder(pools.gate);
  const database = executorOf(pools.identity);
  const replayGuard = new ReplayGuard(database);
  const people = new PersonDirectory(database, blindIndex);
  const mobiles = new MobileDirectory(executorOf(pools.dispatch), encryption);
  const ceremonies = new Ceremonies(blindIndex, () => relyingParty(issuer()));
  const sms = smsGateway(config.smsGatewayUrl);
  const evoucher = evoucherService(config.evoucherUrl, issuer, config.evoucherKeys);
  const labels = new Labels(encryption, blindIndex);
  const members = new Members(encryption, blindIndex, cursors);
  const protectedRecordIds = new ProtectedRecordIds(keys.cursorKey);
  const authentications = new AuthenticationService({
    database,
    seals,
    blindIndex,
    people,
    mobiles,
    ceremonies,
    sms,
    evoucher,
    face: faceService(config.faceUrl, issuer, config.faceKeys),
    describe: (...confirmed) => confirmationText(executorOf(pools.consent), ...confirmed),
  });
  return {
    digests,
    gate: new Gate(groups, reader, digests, facts, cursors, refusals),
    rereading: new Rereading(pools.gate, reader, digests, facts, cursors, refusals),
    ownAccess: new OwnAccess(pools, cursors, encryption),
    previews: new ApprovalPreviews(pools, cursors, encryption, protectedRecordIds),
    guardianships: new GuardianshipReader(pools),
    labels,
    relativeAccess: new RelativeAccess(
      pools.gate,
      executorOf(pools.consent),
      seals,
      cursors,
      reader,
      digests,
    ),
    authentications,
    federatedSignIn: new FederatedSignIn({ database, seals, blindIndex, people, provider }),
    sessions: new Sessions(database, seals, blindIndex),
    passkeys: new PasskeyRegistrationService({ database, seals, mobiles, sms, ceremonies }),
    grantRecorder: new GrantRecorder(encryption, new Commitments(keys.commitmentKey)),
    counterIdentification: new CounterIdentification(
      evoucher,
      cardReader(config.cardReaderUrl, issuer, config.cardReaderKeys),
      replayGuard,
    ),
    outbox: new Outbox(executorOf(pools.dispatch), seals, mobiles, sms, onAttempt),
    log: new PublishedLog(executorOf(pools.consent)),
    logLag: new LogLag(executorOf(pools.consent), () => logSeen?.isWhole ?? true),
    receipts: new ReceiptSigner(issuer, receiptKey(keys)),
    protectedRecords: new ProtectedRecords(pools, encryption, protectedRecordIds),
    protectedRecordIds,
    objections: new Objections(encryption, cursors),
    operations,
    applicationDocuments: new ApplicationDocuments(encryption),
    exportTickets: new ExportTickets(database, seals),
    exportPages: new ExportPages(pools, cursors, encryption),
    catalogueInForce: () => readClassificationInForce({ ...executorOf(pools.consent), seals }),
    handoffUrl: handoff(config),
    publicUrl: issuer,
    blindIndex,
    cursors,
    personTokens,
    staffSignIn: new StaffSignIn(
      database,
      seals,
      replayGuard,
      new StaffTokens(issuer, keys.accessTokenKey),
      issuer,
    ),
    members,
    founding: new Founding(members, labels),
    memberSignIn: new MemberSignIn(database, seals, authentications),
    memberTokens: new MemberTokens(issuer, keys.accessTokenKey),
    metrics,
  };
}

/** Recipients as OAuth clients, with the keys that they publish. */
export function recipientRegistry(
  config: Config,
  database: Executor,
  seals: Seals,
  log: Logger,
): RecipientRegistry {
  const outbound = new OutboundClient({
    loopback: config.allowLoopbackHttp && !config.production,
    ownHost: () => URL.parse(config.publicUrl ?? '')?.hostname ?? null,
  });
  return new RecipientRegistry(
    database,
    seals,
    new FetchedKeys(database, seals, fetchKeySet(outbound), (clientId, reason, message) =>
      log.warn({ clientId, reason, detail: message }, 'the keys of a recipient could not be fetched'),
    ),
    !config.production,
  );
}

/** The newest key signs receipts. */
function receiptKey({ receipt: [newest] }: Awaited<ReturnType<typeof loadKeys>>): ReceiptKey {
  return { kid: newest!.kid, privateKey: newest!.privateKey! };
}

/** The address of the city's app for a challenge, with its id as the parameter `challenge`. */
function handoff({ evoucherHandoffUrl, faceHandoffUrl }: Config): Services['handoffUrl'] {
  const bases = new Map([
    ['SCAN', evoucherHandoffUrl],
    ['FACE', faceHandoffUrl],
  ]);
  return ({ id, method }) => {
    const base = bases.get(method);
    if (!base) return null;
    const url = new URL(base);
    url.searchParams.set('challenge', id);
    return url.href;
  };
}
