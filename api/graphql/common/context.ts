import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import type { AuthenticationService } from '../../../consent/authentication/authentication-service.js';
import type { FederatedSignIn } from '../../../consent/authentication/federated-sign-in.js';
import type { PasskeyRegistrationService } from '../../../consent/authentication/passkeys/registration.js';
import type { Sessions } from '../../../consent/authentication/session.js';
import type { OpenRedirects } from '../../../consent/authorization/redirect.js';
import { type Classification, readClassificationInForce } from '../../../consent/catalogue/classification.js';
import type { CounterIdentification } from '../../../consent/counter/identify.js';
import type { BlindIndex } from '../../../consent/crypto/blind-index.js';
import type { OpaqueCursors } from '../../../consent/crypto/opaque-cursor.js';
import { queryOn } from '../../../consent/database/transaction.js';
import type { RelativeAccess } from '../../../consent/deceased/read-record.js';
import type { Gate } from '../../../consent/gate/redeem.js';
import type { Rereading } from '../../../consent/gate/reread.js';
import type { ProtectedRecordIds } from '../../../consent/grants/protected-record-choice.js';
import { refuse } from '../../../consent/kernel/refusal.js';
import type { GrantRecorder } from '../../../consent/ledger/entries/grant-events.js';
import type { ReceiptSigner } from '../../../consent/ledger/entries/receipt.js';
import type { LogLag } from '../../../consent/ledger/log/lag.js';
import type { PublishedLog } from '../../../consent/ledger/log/published-log.js';
import type { Outbox } from '../../../consent/notifications/outbox.js';
import { demandRole } from '../../../consent/onboarding/accounts.js';
import type { ApplicationDocuments } from '../../../consent/onboarding/documents.js';
import type { Founding } from '../../../consent/onboarding/founding.js';
import type { ActingMember, MemberRole } from '../../../consent/onboarding/member.js';
import type { Members } from '../../../consent/onboarding/members.js';
import type { OperationRegistry } from '../../../consent/operations/operation-registry.js';
import type { Labels } from '../../../consent/people/labels.js';
import type { ApprovalPreviews } from '../../../consent/preview/approval-preview.js';
import type { PendingDigests } from '../../../consent/records/pending-digests.js';
import type { StaffRole } from '../../../consent/staff/role.js';
import type { ExportTickets } from '../../../consent/subject-access/export-link.js';
import type { ExportPages } from '../../../consent/subject-access/export-pages.js';
import type { GuardianshipReader } from '../../../consent/subject-access/guardianship-days.js';
import type { OwnAccess } from '../../../consent/subject-access/own-record.js';
import type { ProtectedRecords } from '../../../consent/subject-access/protected-records.js';
import type { Objections } from '../../../consent/supervision/objections.js';
import type { Caller, PersonCaller, RecipientCaller, StaffCaller } from '../../auth/caller.js';
import type { MemberSignIn } from '../../auth/member-sign-in.js';
import type { MemberTokens } from '../../auth/member-token.js';
import type { PersonTokens } from '../../auth/person-token.js';
import type { StaffSignIn } from '../../auth/staff-sign-in.js';
import type { RequestClient } from '../../http/device-cookie.js';
import type { Metrics } from '../../http/metrics.js';
import { ANSWER_FIELDS, AnswerSize } from './answer-size.js';
import { createLoaders, type Loaders } from './loaders.js';

/** The services that resolvers use. They are created once per process. */
export interface Services {
  readonly gate: Gate;
  readonly digests: PendingDigests;
  readonly rereading: Rereading;
  readonly ownAccess: OwnAccess;
  readonly previews: ApprovalPreviews;
  readonly guardianships: GuardianshipReader;
  readonly labels: Labels;
  readonly relativeAccess: RelativeAccess;
  readonly authentications: AuthenticationService;
  readonly grantRecorder: GrantRecorder;
  readonly log: PublishedLog;
  readonly logLag: LogLag;
  readonly receipts: ReceiptSigner;
  readonly passkeys: PasskeyRegistrationService;
  readonly federatedSignIn: FederatedSignIn;
  readonly sessions: Sessions;
  readonly protectedRecords: ProtectedRecords;
  readonly protectedRecordIds: ProtectedRecordIds;
  readonly objections: Objections;
  readonly operations: OperationRegistry;
  readonly applicationDocuments: ApplicationDocuments;
  readonly founding: Founding;
  readonly exportTickets: ExportTickets;
  readonly exportPages: ExportPages;
  /** The levels of items as they are now. */
  readonly catalogueInForce: () => Promise<Classification>;
  /** Where the person answers this challenge in the city's own app; null for other means and where none is set. */
  handoffUrl(challenge: { readonly id: string; readonly method: string }): string | null;
  /** The URL by which clients reach the platform. */
  publicUrl(): string;
  readonly blindIndex: BlindIndex;
  readonly cursors: OpaqueCursors;
  readonly personTokens: PersonTokens;
  readonly staffSignIn: StaffSignIn;
  readonly members: Members;
  readonly memberSignIn: MemberSignIn;
  readonly memberTokens: MemberTokens;
  readonly counterIdentification: CounterIdentification;
  readonly outbox: Outbox;
  readonly redirects: OpenRedirects;
  readonly metrics: Metrics;
}

/**
 * The context of one request: its caller, with an identity map and loaders of its own. These are created on first use,
 * because a redemption needs none of them.
 */
export class Context {
  /** How large the answer may become. */
  readonly answerSize: AnswerSize;
  private madeEm: EntityManager | undefined;
  private madeLoaders: Loaders | undefined;
  private askedNow: Promise<Date> | undefined;
  private pendingClassification: Promise<Classification> | undefined;

  constructor(
    readonly caller: Caller,
    /** The client that the request came from. */
    readonly client: RequestClient,
    readonly services: Services,
    private readonly orm: MikroORM,
    /** When the request arrived, by `performance.now()`. */
    readonly arrivedAt: number,
    /** The id of the registered document that the request runs; null if the document was sent whole. */
    readonly document: string | null = null,
  ) {
    this.answerSize = new AnswerSize(ANSWER_FIELDS[caller.kind === 'ANONYMOUS' ? 'ANONYMOUS' : 'SIGNED_IN']);
  }

  get em(): EntityManager {
    this.madeEm ??= this.orm.em.fork() as EntityManager;
    return this.madeEm;
  }

  get loaders(): Loaders {
    this.madeLoaders ??= createLoaders(this.em);
    return this.madeLoaders;
  }

  /**
   * Drops whatever was read, after a change: what is asked for below the change shows what is true after it, whatever the
   * same request read before.
   */
  forget(): void {
    this.madeEm = undefined;
    this.madeLoaders = undefined;
    this.askedNow = undefined;
    this.pendingClassification = undefined;
  }

  /** The database's time, read once per request. */
  now(): Promise<Date> {
    this.askedNow ??= queryOn(this.em).now();
    return this.askedNow;
  }

  /** The classification of the catalogue in force, read once per request. */
  classification(): Promise<Classification> {
    this.pendingClassification ??= readClassificationInForce(queryOn(this.em));
    return this.pendingClassification;
  }
}

/** The caller as a person. @throws Refusal unless the caller is a signed-in person */
export function asPerson({ caller }: Pick<Context, 'caller'>): PersonCaller {
  if (caller.kind === 'ANONYMOUS')
    refuse('UNAUTHENTICATED', {
      en: 'Sign in first: startAuthentication with action SIGN_IN.',
      zh: '请先登录：调用 startAuthentication，action 为 SIGN_IN。',
    });
  if (caller.kind !== 'PERSON')
    refuse('FORBIDDEN', {
      en: 'Only the person concerned may do this. Sign in as that person.',
      zh: '只有本人可以这样做。请以本人身份登录。',
    });
  return caller;
}

/** A token of a redirect opens the grant that it names; whatever else asks for another token. */
export const refuseOtherUse = (): never =>
  refuse('FORBIDDEN', {
    en: 'This token opens the grant that it names and nothing else. Get one by client credentials at /oauth/token.',
    zh: '该令牌只能用于其中写明的授权。其他操作请到 /oauth/token 以客户端凭证另取令牌。',
  });

/**
 * The caller as a recipient.
 * @param grantId the grant that it wants to use; a token of a redirect opens one grant and nothing else
 * @throws Refusal unless the caller is a recipient
 */
export function asRecipient({ caller }: Pick<Context, 'caller'>, grantId?: string): RecipientCaller {
  if (caller.kind === 'ANONYMOUS')
    refuse('UNAUTHENTICATED', {
      en: 'Send a DPoP-bound access token from /oauth/token.',
      zh: '请发送从 /oauth/token 获取的、绑定 DPoP 的访问令牌。',
    });
  if (caller.kind !== 'RECIPIENT')
    refuse('FORBIDDEN', {
      en: 'Only a recipient may do this. Send a recipient’s access token from /oauth/token.',
      zh: '只有第三方机构可以这样做。请使用机构从 /oauth/token 获取的访问令牌。',
    });
  if (caller.onlyGrant !== undefined && caller.onlyGrant !== grantId?.toLowerCase()) refuseOtherUse();
  return caller;
}

/**
 * The caller as an employee in this role. It trusts the token; `assertActs` checks that the account still exists.
 * @throws Refusal unless the caller is an employee with this role
 */
export function asStaff({ caller }: Pick<Context, 'caller'>, role: StaffRole): StaffCaller {
  if (caller.kind === 'ANONYMOUS')
    refuse('UNAUTHENTICATED', { en: 'Sign in first: signInStaff.', zh: '请先登录：调用 signInStaff。' });
  if (caller.kind !== 'STAFF' || caller.role !== role)
    refuse('FORBIDDEN', {
      en: `Only a ${role} may do this. Sign in with an account of that role.`,
      zh: `只有角色为 ${role} 的工作人员可以这样做。请用该角色的账户登录。`,
    });
  return caller;
}

/**
 * The caller as a member of an institution with one of these roles; without roles, any member. The account was looked up for this
 * request; an act asks it again in its own transaction, by `assertMemberActs`.
 * @throws Refusal unless the caller is such a member
 */
export function asMember({ caller }: Pick<Context, 'caller'>, ...roles: readonly MemberRole[]): ActingMember {
  if (caller.kind === 'ANONYMOUS')
    refuse('UNAUTHENTICATED', {
      en: 'Sign in first as a member of an institution: signInMember.',
      zh: '请先以机构人员身份登录：调用 signInMember。',
    });
  if (caller.kind !== 'MEMBER' || !caller.member)
    return refuse('FORBIDDEN', {
      en: 'Only a member of an institution may do this. Sign in with signInMember.',
      zh: '只有机构人员可以这样做。请用 signInMember 登录。',
    });
  demandRole(caller.member, roles);
  return caller.member;
}

/** The recipient that asks for consent: itself, or by a HANDLER of the institution. @throws Refusal for everybody else */
export function askingRecipient(context: Pick<Context, 'caller'>): string {
  if (context.caller.kind !== 'MEMBER') return asRecipient(context).recipientCode;
  return (
    asMember(context, 'HANDLER').institution.recipientCode ??
    refuse('FORBIDDEN', {
      en: 'Your institution is no recipient yet. It asks once its agreement is in force.',
      zh: '贵机构还不是数据接收机构。协议生效后才能申请授权。',
    })
  );
}
