import { impactKind } from '../../../consent/onboarding/documents.js';
import { REVIEW_QUESTIONS } from '../../../consent/onboarding/questions.js';
import { itemsOf, type Purpose } from '../../../consent/purposes/purpose.js';
import { purposeOf } from '../../../consent/purposes/registry.js';
import { uscc } from '../../../datacenter/generate/uscc.js';
import type { PersonClient } from '../../../examples/clients/person-client.js';
import { RecipientClient } from '../../../examples/clients/recipient-client.js';
import { RecipientKey } from '../../../examples/clients/recipient-key.js';
import type { Platform } from '../platform/platform.js';
import type { Officers } from './officers.js';

export const PDF = Buffer.from('%PDF-1.7\n% 示例材料\n');
const DAY_MS = 86_400_000;
export const dayIn = (days: number): string =>
  new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

const FIELDS = `id status returnedFor refusedFor submittedAt dueAt decidedAt keyThumbprints
  institution { uscc name kind contact recipient { code standing } } missing { field message messageEn }
  documents { id kind digest validUntil } agreementDiff { path before after widens }`;
export const APPLICATION = {
  START: `mutation ($input: StartApplicationInput!) { startApplication(input: $input) { ${FIELDS} } }`,
  EDIT: `mutation ($input: EditApplicationInput!) { editApplication(input: $input) { ${FIELDS} } }`,
  SUBMIT: `mutation ($id: ID!) { submitApplication(id: $id) { ${FIELDS} } }`,
  WITHDRAW: `mutation ($id: ID!) { withdrawApplication(id: $id) { ${FIELDS} } }`,
  TAKE: `mutation ($id: ID!) { takeApplication(id: $id) { ${FIELDS} } }`,
  RETURN: `mutation ($input: ReturnApplicationInput!) { returnApplication(input: $input) { ${FIELDS} } }`,
  REFUSE: `mutation ($id: ID!, $reason: String!) { refuseApplication(id: $id, reason: $reason) { ${FIELDS} } }`,
  READ: `query ($id: ID!) { application(id: $id) { ${FIELDS} review { code question answer accepted note evidence { id } }
    purposes { purpose { code } modes expectedUsesPerYear items { item { code } delivery why } beyondMinimum { path before after }
      impactAssessment { id automatedDecision document validUntil } } } }`,
  LIST: `query ($status: ApplicationStatus, $first: Int, $after: String) { applications(status: $status, first: $first, after: $after) {
    nodes { id status } pageInfo { endCursor hasNextPage } } }`,
};

let institutions = 0;
/** The code of an institution that no other test of this process has. */
export const newUscc = (): string => {
  institutions += 1;
  return uscc(70_000 + institutions);
};

export interface Wish {
  readonly purpose: string;
  /** Default: all of the purpose. */
  readonly items?: readonly string[];
  readonly modes?: readonly string[];
}

export const FOR_CLAIMS: Wish = { purpose: 'CLAIM_DIRECT_PAY' };

/** Uploads a file as a document of an application. */
export const upload = (
  client: PersonClient,
  id: string,
  kind: string,
  content: Buffer = PDF,
  until?: string,
) =>
  client.fetch(`/applications/${id}/documents/${kind}${until === undefined ? '' : `?validUntil=${until}`}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/octet-stream' },
    body: new Uint8Array(content),
  });

const applied = ({ purpose: code, items, modes }: Wish, document: string) => {
  const purpose: Purpose = purposeOf(code);
  const delivery = new Map([...purpose.required, ...purpose.optional].map((one) => [one.item, one.delivery]));
  return {
    purpose: code,
    items: (items ?? itemsOf(purpose)).map((item) => ({
      item,
      delivery: delivery.get(item) ?? 'RETURN',
      why: '理赔审核需要',
    })),
    modes: modes ?? purpose.modes.map(({ mode }) => mode),
    expectedUsesPerYear: 1000,
    impactAssessment: {
      automatedDecision: false,
      lessConsidered: '只核对不足以审核',
      risks: '可能被不当查看',
      measures: '仅经办人员可见，逐次留痕',
      retention: '理赔结案后按规定保存',
      document,
      validUntil: dayIn(300),
    },
  };
};

/** An institution that applies: the person who acts for it, and the key with which it will sign. */
export class Applying {
  private constructor(
    readonly platform: Platform,
    readonly person: PersonClient,
    readonly key: RecipientKey,
    readonly uscc: string,
    readonly id: string,
  ) {}

  /** A person has begun an application. */
  static async begin(
    platform: Platform,
    { person, more = {} }: { person?: PersonClient; more?: object } = {},
  ): Promise<Applying> {
    const applicant = person ?? (await platform.person(platform.someone()).signIn('FACE'));
    const code = newUscc();
    const input = {
      uscc: code,
      name: '泰山健康保险股份有限公司（示例）',
      kind: 'COMMERCIAL_INSURER',
      ...more,
    };
    const { startApplication } = await applicant.run(APPLICATION.START, { input });
    const key = await RecipientKey.create();
    return new Applying(platform, applicant, key, startApplication.institution.uscc, startApplication.id);
  }

  /** The same institution, whose person begins another application. */
  async again(recipient: string | null): Promise<Applying> {
    const input = {
      uscc: this.uscc,
      name: '泰山健康保险股份有限公司（示例）',
      kind: 'COMMERCIAL_INSURER',
      recipient,
    };
    const { startApplication } = await this.person.run(APPLICATION.START, { input });
    return new Applying(this.platform, this.person, this.key, this.uscc, startApplication.id);
  }

  /** Everything is uploaded and filled in. */
  async complete(wishes: readonly Wish[] = [FOR_CLAIMS], { keys = true } = {}): Promise<this> {
    const ids = new Map<string, string>();
    for (const kind of [
      ...[
        'BUSINESS_LICENCE',
        'OPERATING_PERMIT',
        'PENETRATION_TEST',
        'RETENTION_PLAN',
        'MLPS',
        'SEALED_AGREEMENT',
      ],
      ...wishes.map(({ purpose }) => impactKind(purpose)),
    ]) {
      const until = kind === 'RETENTION_PLAN' || kind === 'SEALED_AGREEMENT' ? undefined : dayIn(200);
      const response = await upload(this.person, this.id, kind, PDF, until);
      if (response.status !== 200) throw new Error(`${kind}: ${response.status} ${await response.text()}`);
      ids.set(kind, ((await response.json()) as { id: string }).id);
    }
    await this.edit({
      contact: '客户服务 4000000000',
      ...(keys && { jwks: JSON.stringify({ keys: [this.key.registeredJwk] }) }),
      purposes: wishes.map((wish) => applied(wish, ids.get(impactKind(wish.purpose))!)),
      answers: REVIEW_QUESTIONS.map(({ code }) => ({
        code,
        answer: '已落实',
        evidence: [ids.get('RETENTION_PLAN')],
      })),
    });
    return this;
  }

  edit = async (changes: object) =>
    (await this.person.run(APPLICATION.EDIT, { input: { id: this.id, ...changes } })).editApplication;

  submit = async () => (await this.person.run(APPLICATION.SUBMIT, { id: this.id })).submitApplication;

  read = async () => (await this.person.run(APPLICATION.READ, { id: this.id })).application;

  /** It is complete, handed in and taken by the first officer. */
  async inReview(officers: Officers, wishes?: readonly Wish[], options?: { keys?: boolean }): Promise<this> {
    await this.complete(wishes, options);
    await this.submit();
    await officers.one.run(APPLICATION.TAKE, { id: this.id });
    return this;
  }

  /** Two officers approve what is in review. @returns the code of the recipient */
  async approve(officers: Officers, agreement?: object): Promise<string> {
    await officers.act({ kind: 'APPROVE_APPLICATION', subject: this.id, ...(agreement && { agreement }) });
    return (await this.read()).institution.recipient.code;
  }

  /** The institution as a recipient. */
  client(code: string): RecipientClient {
    const { url } = this.platform;
    const identity = { code, name: code, kind: 'COMMERCIAL_INSURER', clientId: code } as const;
    return new RecipientClient(url, identity, this.key);
  }
}
