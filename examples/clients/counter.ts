import { createHash, randomUUID } from 'node:crypto';
import type { StaffClient } from './staff-client.js';

/** A person with a card or an e-voucher. */
export interface Holder {
  readonly certNo: string;
}

export interface Power {
  readonly recipients: readonly string[];
  readonly purposes: readonly string[];
  readonly validFrom: string;
  readonly validUntil: string;
}

const OPEN = `mutation Open($input: OpenCounterSessionInput!) {
  openCounterSession(input: $input) { id counter identifiedBy expiresAt requests { id notice } grants { id } }
}`;

const APPROVE = `mutation Approve($input: ApproveAtCounterInput!) {
  approveAtCounter(input: $input) { id twoPeople reviewer grant { id status mode items { item { code } } } }
}`;

const CONFIRM = `mutation Confirm($id: ID!) {
  confirmAtCounter(id: $id) { id reviewer grant { id status mode usesRemaining } }
}`;

const REVOKE = `mutation Revoke($sessionId: ID!, $grantId: ID!) {
  revokeAtCounter(sessionId: $sessionId, grantId: $grantId) { id status revokedAt }
}`;

const DENY = `mutation Deny($sessionId: ID!, $id: ID!, $reason: String) {
  denyAtCounter(sessionId: $sessionId, id: $id, reason: $reason) { id status }
}`;

const RETURN = `mutation Return($id: ID!, $reason: String!) {
  returnAtCounter(id: $id, reason: $reason) { id state returnReason returnedBy grant { id } }
}`;

const CONFIRM_ITEMS = `mutation ConfirmItems($input: ConfirmItemsAtCounterInput!) {
  confirmItemsAtCounter(input: $input) { id suspendedItems { item { code } } }
}`;

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

async function ask(url: string, body: unknown): Promise<any> {
  const headers = { 'content-type': 'application/json' };
  return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).json();
}

/** A counter of the service hall with a code scanner and a card reader. */
export class Counter {
  constructor(
    private readonly standInUrl: string,
    readonly code = 'YT-01-05',
  ) {}

  async scan({ certNo }: Holder): Promise<{ evoucher: string }> {
    return { evoucher: (await ask(`${this.standInUrl}/evoucher`, { certNo, counter: this.code })).token };
  }

  async readCard({ certNo }: Holder): Promise<{ card: string }> {
    return { card: (await ask(`${this.standInUrl}/card`, { certNo, counter: this.code })).ticket };
  }

  /** The variables that open a session; `agent` is somebody who comes in the person's place. */
  async opening(person: Holder, agent?: { holder: Holder; power: Power }): Promise<{ input: any }> {
    const power = agent && {
      identity: await this.readCard(agent.holder),
      matter: '代办商业保险理赔数据授权',
      document: sha256('授权委托书'),
      ...agent.power,
    };
    return { input: { identity: await this.readCard(person), counter: this.code, agent: power } };
  }

  async open(clerk: StaffClient, person: Holder, agent?: { holder: Holder; power: Power }): Promise<any> {
    return (await clerk.run(OPEN, await this.opening(person, agent))).openCounterSession;
  }
}

export const evidenceOf = (notice: string) => ({
  documents: [sha256('身份证件与申请表')],
  // No two signatures are the same.
  signature: sha256(`签名 ${randomUUID()}`),
  notice: sha256(notice),
});

/** The variables that approve a request as it is, after its notice was shown. */
export const approving = (
  sessionId: string,
  request: { id: string; notice: string },
  changed: Record<string, unknown> = {},
) => ({
  input: {
    sessionId,
    id: request.id,
    sensitiveConfirmed: true,
    evidence: evidenceOf(request.notice),
    ...changed,
  },
});

const CLOSE = 'mutation Close($id: ID!) { closeCounterSession(id: $id) { id closedAt } }';

export const COUNTER = { CLOSE, OPEN, APPROVE, CONFIRM, REVOKE, DENY, RETURN, CONFIRM_ITEMS };
