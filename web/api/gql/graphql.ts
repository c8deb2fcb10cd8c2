/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** How a record was read by its owner, or by whoever stands for them. */
export type AccessKind =
  /** The person, their guardian or the provider’s representative looked at it. */
  | 'OWN_ACCESS'
  /** The person exported it as a file. */
  | 'OWN_EXPORT'
  /** A near relative read it after the person’s death. */
  | 'RELATIVE_ACCESS'
  /** An employee looked at a grant, a use or a paper of the person. */
  | 'STAFF_LOOK';

/** What the person gives of a request. They may narrow it and never widen it: TERMS_NOT_ALLOWED names the field that goes beyond the request. */
export type ApproveConsentRequestInput = {
  /** The id that completeAuthentication gave for action APPROVE and this request as target. */
  authentication: string | number;
  /** The request. */
  id: string | number;
  /** Codes of the items that the person gives. Null: all that are asked for. REQUIRED_ITEM_MISSING where a required one is dropped. */
  items?: Array<string | number> | null | undefined;
  /** Fewer uses. Null: as asked. */
  maxUses?: number | null | undefined;
  /** A narrower mode: ONE_TIME is within LIMITED, and LIMITED within MULTI_USE. Null: as asked. */
  mode?: GrantMode | null | undefined;
  /** A later first day of the records. Null: as asked. */
  recordsFrom?: string | null | undefined;
  /** An earlier last day of the records. Null: as asked. */
  recordsTo?: string | null | undefined;
  /** The second, separate confirmation that sensitive items need (PIPL 29). SENSITIVE_CONFIRMATION_REQUIRED names the items that need it. */
  sensitiveConfirmed?: boolean | null | undefined;
  /** Ids of this request’s specialDiseases that the person ticked, one by one. Records that are not ticked are left out, and nothing tells the recipient so. Ticking needs FACE. */
  specialDiseases?: Array<string | number> | null | undefined;
  /** An earlier end of the grant. Null: the validity that was asked for, counted from now. */
  validUntil?: string | null | undefined;
};

/** What a person proves who they are for. A proof is good for one action on one target. */
export type AuthenticationAction =
  /** To add a passkey: startPasskeyRegistration. Without a target. */
  | 'ADD_PASSKEY'
  /** To approve a consent request, or to confirm a grant or items of it. */
  | 'APPROVE'
  /** To decide what relatives may read after death: arrangeAfterDeath. Without a target. */
  | 'ARRANGE'
  /** To export one’s own record: exportMyData. Without a target. */
  | 'EXPORT'
  /** To revoke a grant. revokeGrant needs no proof; the action is kept for clients that ask for one. */
  | 'REVOKE'
  /** To open a session. The answer holds its access token. */
  | 'SIGN_IN'
  /** To see one’s own record in clear for one answer: me.person(authentication). Without a target. */
  | 'VIEW';

/** How far a challenge is that the person answers in the city’s own app. */
export type ChallengeState =
  /** The challenge has ended, was completed, or never was. */
  | 'EXPIRED'
  /** The answer was wrong. Start another challenge. */
  | 'FAILED'
  /** The app’s service has handed its ticket over; completeAuthentication without a response checks it. */
  | 'READY'
  /** The app has not answered yet. */
  | 'WAITING';

/** The answer to a challenge. */
export type CompleteAuthenticationInput = {
  /** The id that startAuthentication gave. */
  challengeId: string | number;
  /** SMS: the six-digit code. SCAN: the signed token of the e-voucher (医保电子凭证), or the passkey’s PublicKeyCredential as JSON. FACE: the ticket of the face service. Empty: the ticket that the service handed over itself, once challengeState is READY. */
  response: string;
};

/** Where a consent request stands. Every status but PENDING is final. */
export type ConsentRequestStatus =
  /** The person approved it; there is a grant. */
  | 'APPROVED'
  /** The recipient withdrew it. */
  | 'CANCELLED'
  /** The person denied it. */
  | 'DENIED'
  /** Nobody answered it within seven days. */
  | 'EXPIRED'
  /** It waits for the person. */
  | 'PENDING';

/** How an item is given, from the least intrusive to the most. */
export type Delivery =
  /** Masked (脱敏), in the form that the description of the field and of its scalar tells. */
  | 'MASKED'
  /** In clear (提供原值). Includes VERIFY. */
  | 'RETURN'
  /** Compared only (仅比对): the recipient states a value and learns whether it matches. */
  | 'VERIFY';

/** How often a grant can be used. */
export type GrantMode =
  /** A number of uses, at least 2 (限次). */
  | 'LIMITED'
  /** Any number of uses until the end of the grant, with a daily limit (有效期内多次). */
  | 'MULTI_USE'
  /** One use (一次性). */
  | 'ONE_TIME';

/** Whether a grant can be used now, and if not, why. */
export type GrantStatus =
  /** It can be used. */
  | 'ACTIVE'
  /** All uses are taken. What the last ones opened can still be read again. */
  | 'EXHAUSTED'
  /** Its validity has ended. Final. */
  | 'EXPIRED'
  /** The person took it back. Final. */
  | 'REVOKED'
  /** A newer grant stands in its place. Final. */
  | 'SUPERSEDED'
  /** It cannot be used for now: the recipient is suspended or frozen, a guardian must confirm it, or the person has died. */
  | 'SUSPENDED';

/** Kind of an institution that may ask for consent. */
export type RecipientKind =
  /** A bank (商业银行). */
  | 'COMMERCIAL_BANK'
  /** A commercial insurer (商业保险公司). */
  | 'COMMERCIAL_INSURER';

/** What a person wants to prove who they are for, and by which means. */
export type StartAuthenticationInput = {
  /** The action that the proof is for. It is good for no other. */
  action: AuthenticationAction;
  /** ID number (证件号码) of the person who signs in, for SIGN_IN only. May be left out with SCAN, which tells who the person is. A number that nobody has is answered like any other. */
  certNo?: string | null | undefined;
  /** The means: SMS, SCAN or FACE. NONE is refused with BAD_USER_INPUT. */
  method: Strength;
  /** True: a passkey answers in place of the e-voucher. Only with method SCAN. */
  passkey?: boolean;
  /** Id of the consent request or grant that the action is on. Needed for APPROVE and REVOKE; ignored for SIGN_IN. */
  target?: string | number | null | undefined;
};

/** How strongly a person was, or must be, authenticated; weakest first. */
export type Strength =
  /** Face comparison (人脸识别). SMS and SCAN in one session count as FACE. */
  | 'FACE'
  /** Not at all. */
  | 'NONE'
  /** The e-voucher (医保电子凭证) scanned, or a passkey. */
  | 'SCAN'
  /** A one-time code to the mobile number on record (短信验证码). */
  | 'SMS';

export type MyBasicIdentityQueryVariables = Exact<{ [key: string]: never; }>;


export type MyBasicIdentityQuery = { me: { person: { basicIdentity: { age: number | null, birthDate: string | null, certNo: string | null, certType: string | null, gender: string | null, personName: string | null, personNo: string | null, survivalStatus: string | null } | null } } };

export type MyBenefitsQueryVariables = Exact<{ [key: string]: never; }>;


export type MyBenefitsQuery = { me: { person: { benefits: { nodes: Array<{ benefitEnjoyed: boolean | null, benefitYear: number | null, cumDeductible: string | null, cumInpatientCount: number | null, fundType: string | null, specialIdentity: string | null }>, pageInfo: { hasNextPage: boolean } } } } };

export type MyContactQueryVariables = Exact<{ [key: string]: never; }>;


export type MyContactQuery = { me: { person: { contact: { agentName: string | null, agentRelation: string | null, liveAddress: string | null, mobile: string | null } | null } } };

export type MyContributionsQueryVariables = Exact<{ [key: string]: never; }>;


export type MyContributionsQuery = { me: { person: { contributions: { nodes: Array<{ paidFlag: boolean | null, paidMonths: number | null, period: string | null, personalAmount: string | null, personalBase: string | null }>, pageInfo: { hasNextPage: boolean } } } } };

export type MyEncountersQueryVariables = Exact<{ [key: string]: never; }>;


export type MyEncountersQuery = { me: { person: { encounters: { nodes: Array<{ careType: string | null, diagnosisCode: string | null, diagnosisName: string | null, encounterEnd: string | null, encounterId: string | null, encounterStart: string | null, providerCode: string | null, providerLevel: string | null, providerName: string | null }>, pageInfo: { hasNextPage: boolean } } } } };

export type MyEnrolmentsQueryVariables = Exact<{ [key: string]: never; }>;


export type MyEnrolmentsQuery = { me: { person: { enrolments: { nodes: Array<{ civilServantFlag: boolean | null, currentEnrolDate: string | null, employerName: string | null, insuranceType: string | null, insuredArea: string | null, insuredStatus: string | null, pauseDate: string | null, personType: string | null }>, pageInfo: { hasNextPage: boolean } } } } };

export type MyExpenseLinesQueryVariables = Exact<{ [key: string]: never; }>;


export type MyExpenseLinesQuery = { me: { person: { expenseLines: { nodes: Array<{ catalogCode: string | null, catalogName: string | null, lineAmount: string | null, lineNo: string | null, occurTime: string | null, paymentClass: string | null }>, pageInfo: { hasNextPage: boolean } } } } };

export type MyFilingsQueryVariables = Exact<{ [key: string]: never; }>;


export type MyFilingsQuery = { me: { person: { filings: { nodes: Array<{ chronicDiseaseCode: string | null, filingArea: string | null, filingBeginDate: string | null, filingEndDate: string | null, filingNo: string | null, filingType: string | null }>, pageInfo: { hasNextPage: boolean } } } } };

export type MyPersonalAccountQueryVariables = Exact<{ [key: string]: never; }>;


export type MyPersonalAccountQuery = { me: { person: { personalAccount: { accountYear: number | null, balance: string | null, benefitBankAccount: string | null, yearIncome: string | null } | null } } };

export type MySettlementsQueryVariables = Exact<{ [key: string]: never; }>;


export type MySettlementsQuery = { me: { person: { settlements: { nodes: Array<{ accountPay: string | null, deductiblePaid: string | null, fullSelfPay: string | null, fundPayTotal: string | null, inScopeAmount: string | null, overLimitSelfPay: string | null, personalCashPay: string | null, poolFundPay: string | null, preSelfPay: string | null, seriousIllnessPay: string | null, settlementId: string | null, settlementTime: string | null, totalFee: string | null }>, pageInfo: { hasNextPage: boolean } } } } };

export type MySpecialBenefitsQueryVariables = Exact<{ [key: string]: never; }>;


export type MySpecialBenefitsQuery = { me: { person: { specialBenefits: { nodes: Array<{ disabilityGrade: string | null, maternityType: string | null, specialAmount: string | null, specialDate: string | null, specialType: string | null }>, pageInfo: { hasNextPage: boolean } } } } };

export type GrantsQueryVariables = Exact<{
  status?: GrantStatus | null | undefined;
  after?: string | null | undefined;
}>;


export type GrantsQuery = { me: { grants: { nodes: Array<{ id: string, status: GrantStatus, mode: GrantMode, used: number, maxUses: number | null, usesRemaining: number | null, validFrom: string, validUntil: string, revokedAt: string | null, awaitingGuardian: boolean, recipient: { code: string, name: string }, purpose: { code: string, nameZh: string, nameEn: string } }>, pageInfo: { endCursor: string | null, hasNextPage: boolean } } } };

export type GrantPageQueryVariables = Exact<{
  id: string | number;
}>;


export type GrantPageQuery = { grant: { recordsFrom: string | null, recordsTo: string | null, noticeDigest: string, artefact: string, id: string, status: GrantStatus, mode: GrantMode, used: number, maxUses: number | null, usesRemaining: number | null, validFrom: string, validUntil: string, revokedAt: string | null, awaitingGuardian: boolean, items: Array<{ delivery: Delivery, item: { code: string, nameZh: string, nameEn: string, level: number } }>, disclosures: { nodes: Array<{ id: string, disclosedAt: string, useNumber: number, grant: { id: string, maxUses: number | null, recipient: { name: string }, purpose: { nameZh: string, nameEn: string } }, items: Array<{ delivery: Delivery, item: { code: string, nameZh: string, nameEn: string, level: number } }> }> }, recipient: { code: string, name: string }, purpose: { code: string, nameZh: string, nameEn: string } } | null };

export type RequestCardFragment = { id: string, status: ConsentRequestStatus, expiresAt: string, recipient: { code: string, name: string }, purpose: { code: string, nameZh: string, nameEn: string }, items: Array<{ required: boolean, item: { code: string, level: number } }> };

export type HomeQueryVariables = Exact<{ [key: string]: never; }>;


export type HomeQuery = { me: { breachNotices: Array<{ text: string, noticedAt: string, liftedAt: string | null, recipient: { name: string } }>, consentRequests: { nodes: Array<{ id: string, status: ConsentRequestStatus, expiresAt: string, recipient: { code: string, name: string }, purpose: { code: string, nameZh: string, nameEn: string }, items: Array<{ required: boolean, item: { code: string, level: number } }> }> }, grants: { nodes: Array<{ id: string, status: GrantStatus, mode: GrantMode, used: number, maxUses: number | null, usesRemaining: number | null, validFrom: string, validUntil: string, revokedAt: string | null, awaitingGuardian: boolean, recipient: { code: string, name: string }, purpose: { code: string, nameZh: string, nameEn: string } }> }, disclosures: { nodes: Array<{ id: string, disclosedAt: string, useNumber: number, grant: { id: string, maxUses: number | null, recipient: { name: string }, purpose: { nameZh: string, nameEn: string } }, items: Array<{ delivery: Delivery, item: { code: string, nameZh: string, nameEn: string, level: number } }> }> } } };

export type MeQueryVariables = Exact<{ [key: string]: never; }>;


export type MeQuery = { me: { passkeys: Array<{ id: string, name: string, createdAt: string, lastUsedAt: string | null }>, sessions: Array<{ id: string, current: boolean, strength: Strength, device: string, signedInAt: string, lastUsedAt: string }> } };

export type EndSessionMutationVariables = Exact<{
  id: string | number;
}>;


export type EndSessionMutation = { endSession: boolean };

export type RequestPageQueryVariables = Exact<{
  id: string | number;
}>;


export type RequestPageQuery = { consentRequest: { id: string, status: ConsentRequestStatus, createdAt: string, expiresAt: string, mode: GrantMode, maxUses: number | null, validForDays: number, recordsFrom: string | null, recordsTo: string | null, reference: string | null, notice: string, requiredStrength: Strength, recipient: { code: string, name: string, kind: RecipientKind }, purpose: { code: string, nameZh: string, nameEn: string }, items: Array<{ required: boolean, delivery: Delivery, item: { code: string, nameZh: string, nameEn: string, level: number, minimumStrength: Strength, category: { code: string, nameZh: string, nameEn: string } } }>, statement: Array<{ code: string, labelZh: string, labelEn: string, text: string }>, grant: { id: string } | null } | null };

export type ApproveMutationVariables = Exact<{
  input: ApproveConsentRequestInput;
}>;


export type ApproveMutation = { approveConsentRequest: { id: string, status: GrantStatus, mode: GrantMode, used: number, maxUses: number | null, usesRemaining: number | null, validFrom: string, validUntil: string, revokedAt: string | null, awaitingGuardian: boolean, items: Array<{ item: { code: string } }>, recipient: { code: string, name: string }, purpose: { code: string, nameZh: string, nameEn: string } } };

export type DenyMutationVariables = Exact<{
  id: string | number;
  reason?: string | null | undefined;
}>;


export type DenyMutation = { denyConsentRequest: { id: string, status: ConsentRequestStatus } };

export type ReadingsQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type ReadingsQuery = { me: { disclosures: { nodes: Array<{ id: string, disclosedAt: string, useNumber: number, grant: { id: string, maxUses: number | null, recipient: { name: string }, purpose: { nameZh: string, nameEn: string } }, items: Array<{ delivery: Delivery, item: { code: string, nameZh: string, nameEn: string, level: number } }> }>, pageInfo: { endCursor: string | null, hasNextPage: boolean } } } };

export type OwnLooksQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type OwnLooksQuery = { me: { accesses: { nodes: Array<{ at: string, kind: AccessKind, strength: Strength | null, items: Array<{ item: { code: string, nameZh: string, nameEn: string } }> }>, pageInfo: { endCursor: string | null, hasNextPage: boolean } } } };

export type CatalogueQueryVariables = Exact<{ [key: string]: never; }>;


export type CatalogueQuery = { catalogue: { version: number, categories: Array<{ code: string, nameZh: string, nameEn: string, items: Array<{ code: string, nameZh: string, nameEn: string, level: number, minimumStrength: Strength }> }> } };

export type PurposesQueryVariables = Exact<{ [key: string]: never; }>;


export type PurposesQuery = { purposes: Array<{ code: string, nameZh: string, nameEn: string, lookbackMonths: number | null, requiredItems: Array<{ item: string, delivery: Delivery }>, optionalItems: Array<{ item: string, delivery: Delivery }> }> };

export type GrantCardFragment = { id: string, status: GrantStatus, mode: GrantMode, used: number, maxUses: number | null, usesRemaining: number | null, validFrom: string, validUntil: string, revokedAt: string | null, awaitingGuardian: boolean, recipient: { code: string, name: string }, purpose: { code: string, nameZh: string, nameEn: string } };

export type RevokeMutationVariables = Exact<{
  id: string | number;
}>;


export type RevokeMutation = { revokeGrant: { id: string, status: GrantStatus, mode: GrantMode, used: number, maxUses: number | null, usesRemaining: number | null, validFrom: string, validUntil: string, revokedAt: string | null, awaitingGuardian: boolean, recipient: { code: string, name: string }, purpose: { code: string, nameZh: string, nameEn: string } } };

export type ChallengeStateQueryVariables = Exact<{
  id: string | number;
}>;


export type ChallengeStateQuery = { challengeState: ChallengeState };

export type CatalogueNamesQueryVariables = Exact<{ [key: string]: never; }>;


export type CatalogueNamesQuery = { catalogue: { version: number, categories: Array<{ code: string, nameZh: string, nameEn: string, items: Array<{ code: string, nameZh: string, nameEn: string }> }> } };

export type ReadingFragment = { id: string, disclosedAt: string, useNumber: number, grant: { id: string, maxUses: number | null, recipient: { name: string }, purpose: { nameZh: string, nameEn: string } }, items: Array<{ delivery: Delivery, item: { code: string, nameZh: string, nameEn: string, level: number } }> };

export type StartAuthenticationMutationVariables = Exact<{
  input: StartAuthenticationInput;
}>;


export type StartAuthenticationMutation = { startAuthentication: { id: string, method: Strength, expiresAt: string, hint: string | null, passkeyOptions: string | null, handoffUrl: string | null } };

export type CompleteAuthenticationMutationVariables = Exact<{
  input: CompleteAuthenticationInput;
}>;


export type CompleteAuthenticationMutation = { completeAuthentication: { id: string, strength: Strength, expiresAt: string } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const RequestCardFragmentDoc = new TypedDocumentString(`
    fragment RequestCard on ConsentRequest {
  id
  status
  expiresAt
  recipient {
    code
    name
  }
  purpose {
    code
    nameZh
    nameEn
  }
  items {
    required
    item {
      code
      level
    }
  }
}
    `, {"fragmentName":"RequestCard"}) as unknown as TypedDocumentString<RequestCardFragment, unknown>;
export const GrantCardFragmentDoc = new TypedDocumentString(`
    fragment GrantCard on Grant {
  id
  recipient {
    code
    name
  }
  purpose {
    code
    nameZh
    nameEn
  }
  status
  mode
  used
  maxUses
  usesRemaining
  validFrom
  validUntil
  revokedAt
  awaitingGuardian
}
    `, {"fragmentName":"GrantCard"}) as unknown as TypedDocumentString<GrantCardFragment, unknown>;
export const ReadingFragmentDoc = new TypedDocumentString(`
    fragment Reading on Disclosure {
  id
  disclosedAt
  useNumber
  grant {
    id
    maxUses
    recipient {
      name
    }
    purpose {
      nameZh
      nameEn
    }
  }
  items {
    delivery
    item {
      code
      nameZh
      nameEn
      level
    }
  }
}
    `, {"fragmentName":"Reading"}) as unknown as TypedDocumentString<ReadingFragment, unknown>;
export const MyBasicIdentityDocument = {"__meta__":{"hash":"sha256:1c3ad5fb68b02d69088cac8ed3c372fa5c13431b1c848b3ae0926c7fe58ba327"}} as unknown as TypedDocumentString<MyBasicIdentityQuery, MyBasicIdentityQueryVariables>;
export const MyBenefitsDocument = {"__meta__":{"hash":"sha256:45e9b2a1ec37ebb9925ec7f940b2184881685f2d3fcf6a82fa3d806c0795249c"}} as unknown as TypedDocumentString<MyBenefitsQuery, MyBenefitsQueryVariables>;
export const MyContactDocument = {"__meta__":{"hash":"sha256:cfa96d5ff34397c025dbfea5998a6c32c534b60a0092d37a4e2eaecde54dba93"}} as unknown as TypedDocumentString<MyContactQuery, MyContactQueryVariables>;
export const MyContributionsDocument = {"__meta__":{"hash":"sha256:2f51374099611a2c652df82e006dff239c934a6e3d64ee0cb22f8d52af068436"}} as unknown as TypedDocumentString<MyContributionsQuery, MyContributionsQueryVariables>;
export const MyEncountersDocument = {"__meta__":{"hash":"sha256:9c80af347ee0a033ab7c1e75bd94b90cd7ec2ddeeff304ccbec4ad6a32fcd786"}} as unknown as TypedDocumentString<MyEncountersQuery, MyEncountersQueryVariables>;
export const MyEnrolmentsDocument = {"__meta__":{"hash":"sha256:85df9ccc18dee8086a4da1467bd3ffbad0b384963be5637eebb60e828c706a0c"}} as unknown as TypedDocumentString<MyEnrolmentsQuery, MyEnrolmentsQueryVariables>;
export const MyExpenseLinesDocument = {"__meta__":{"hash":"sha256:fe66179614166ab2a4703843f2fcdb1eb96d06df5201a8af96ce53d4a023104b"}} as unknown as TypedDocumentString<MyExpenseLinesQuery, MyExpenseLinesQueryVariables>;
export const MyFilingsDocument = {"__meta__":{"hash":"sha256:9fbf65d6062802c6da2191992a90d14a3fd25858e9fee770194305f2c2a5db66"}} as unknown as TypedDocumentString<MyFilingsQuery, MyFilingsQueryVariables>;
export const MyPersonalAccountDocument = {"__meta__":{"hash":"sha256:72076be27e7d3b92a5993f2610558c8a58ea66dbaeec24947641b0dc206aa7a7"}} as unknown as TypedDocumentString<MyPersonalAccountQuery, MyPersonalAccountQueryVariables>;
export const MySettlementsDocument = {"__meta__":{"hash":"sha256:bd8e26b513d5ae78b40afb4cf0a027e24221d63c9ceb80ffa6931f08f36da2a4"}} as unknown as TypedDocumentString<MySettlementsQuery, MySettlementsQueryVariables>;
export const MySpecialBenefitsDocument = {"__meta__":{"hash":"sha256:b262cc2c2d7859908eb47fb262130d5d4860c61c2ccf46f62445b25b60c18df6"}} as unknown as TypedDocumentString<MySpecialBenefitsQuery, MySpecialBenefitsQueryVariables>;
export const GrantsDocument = {"__meta__":{"hash":"sha256:0c9ae17d20d1e30221b25afbdcab3d7744279a31352bbc9534711f2594b51279"}} as unknown as TypedDocumentString<GrantsQuery, GrantsQueryVariables>;
export const GrantPageDocument = {"__meta__":{"hash":"sha256:f0535a90e6b16e73dcb46bd1e18a478b081fee6ce01873a3b5d0b9fa33608c04"}} as unknown as TypedDocumentString<GrantPageQuery, GrantPageQueryVariables>;
export const HomeDocument = {"__meta__":{"hash":"sha256:a02f41a07651b6720fd19acaa08a809a171be09611600daa37ad8e9c43b2ae1c"}} as unknown as TypedDocumentString<HomeQuery, HomeQueryVariables>;
export const MeDocument = {"__meta__":{"hash":"sha256:6eebddbbecbb24b06cd03f3f97029fc482e07a4926fade7c8c64c8064edd3a8d"}} as unknown as TypedDocumentString<MeQuery, MeQueryVariables>;
export const EndSessionDocument = {"__meta__":{"hash":"sha256:67188c8e2ce8c2ea48c1bd4d57c0a8a15dc811c26d6565548a58888de31ab5fc"}} as unknown as TypedDocumentString<EndSessionMutation, EndSessionMutationVariables>;
export const RequestPageDocument = {"__meta__":{"hash":"sha256:8dcd6c18dfcb10591194f411af63ca5d4d39590c8deef8aba7607a3bd247e639"}} as unknown as TypedDocumentString<RequestPageQuery, RequestPageQueryVariables>;
export const ApproveDocument = {"__meta__":{"hash":"sha256:9ba9aae510e5ff40dc418518317d704e3035af33651a3b8d466d547fc6e25bf4"}} as unknown as TypedDocumentString<ApproveMutation, ApproveMutationVariables>;
export const DenyDocument = {"__meta__":{"hash":"sha256:8d12af05b436df5fd7810de6d3ef7cce45055d41b17a7aebc17aca3a43d53c1d"}} as unknown as TypedDocumentString<DenyMutation, DenyMutationVariables>;
export const ReadingsDocument = {"__meta__":{"hash":"sha256:e3e111fca0da0daecc7516322c7b2ea51b7fd46dc2bc19b9fd81bf20e2e9f997"}} as unknown as TypedDocumentString<ReadingsQuery, ReadingsQueryVariables>;
export const OwnLooksDocument = {"__meta__":{"hash":"sha256:b7c097092ab07558974ffcfa49f3c03b3f340d3006fb5e47996fd669fcb9031f"}} as unknown as TypedDocumentString<OwnLooksQuery, OwnLooksQueryVariables>;
export const CatalogueDocument = {"__meta__":{"hash":"sha256:c959201f2f79517b8cf747d7a7f5e1f0182daa72cfc22b06147de36733201177"}} as unknown as TypedDocumentString<CatalogueQuery, CatalogueQueryVariables>;
export const PurposesDocument = {"__meta__":{"hash":"sha256:d512e0375f34bfd4174e9527987779fd8683300505d3f58cd6e961a89d1cb1cc"}} as unknown as TypedDocumentString<PurposesQuery, PurposesQueryVariables>;
export const RevokeDocument = {"__meta__":{"hash":"sha256:bd524cb72144a97155c7a5960cb4ecd7d93e0810da31bb0ec969f73d6210b5a0"}} as unknown as TypedDocumentString<RevokeMutation, RevokeMutationVariables>;
export const ChallengeStateDocument = {"__meta__":{"hash":"sha256:fd087f4dbedfcedffc7a638e64f1a07289c5e53a575c8e2c727ccdbf219ca8d6"}} as unknown as TypedDocumentString<ChallengeStateQuery, ChallengeStateQueryVariables>;
export const CatalogueNamesDocument = {"__meta__":{"hash":"sha256:d282a58e8474b2c92a73044fc2e8fa49a06366faf6faf9475a0cceb665c4f362"}} as unknown as TypedDocumentString<CatalogueNamesQuery, CatalogueNamesQueryVariables>;
export const StartAuthenticationDocument = {"__meta__":{"hash":"sha256:8c35958450b4fc070ff808674f363bce30d3b5ca7f7abc78909a77de791b7a54"}} as unknown as TypedDocumentString<StartAuthenticationMutation, StartAuthenticationMutationVariables>;
export const CompleteAuthenticationDocument = {"__meta__":{"hash":"sha256:d34e57ea4f80bac1cd530c5be23dee3dfccb34a2c2b5b14403000b1c21bbb790"}} as unknown as TypedDocumentString<CompleteAuthenticationMutation, CompleteAuthenticationMutationVariables>;