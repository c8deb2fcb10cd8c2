import { badInput, Refusal } from '../../consent/kernel/refusal.js';
import type { OperationPlan, OperationRegistry } from '../../consent/operations/operation-registry.js';
import { documentId } from '../../consent/recipients/registered-documents.js';
import type { Caller } from '../auth/caller.js';

/** As the platform writes an id, and with the prefix of GraphQL over HTTP (Appendix A, SHA256 hex document identifier). */
const ID = /^(?:sha256:)?([0-9a-f]{64})$/;

/** The documents that recipients have registered, for the requests that run them. */
export class RegisteredDocuments {
  constructor(private readonly registry: OperationRegistry) {}

  /**
   * The registered document that a request runs. Nothing is parsed to find it.
   * @returns null for a document that is sent whole by somebody who may do so
   * @throws Refusal OPERATION_NOT_REGISTERED for any other, BAD_USER_INPUT for a document beside the id of one
   */
  async planOf(caller: Caller, body: unknown): Promise<OperationPlan | null> {
    const { documentId: named, query } = (body ?? {}) as { documentId?: unknown; query?: unknown };
    const byId = named !== undefined && named !== null;
    if (byId && query !== undefined && query !== null) throw oneOfBoth();
    if (caller.kind !== 'RECIPIENT') {
      if (byId) throw notRegistered();
      return null;
    }
    const id = byId ? idOf(named) : null;
    const known = await this.registry.lastKnown(caller.recipientCode);
    if (id === null && !known.strict) return null;
    // A strict recipient may send the text of a registered document: it is the same document.
    const wanted = id ?? (typeof query === 'string' ? documentId(query) : '');
    const plan = known.plans.get(wanted);
    // The gate judges a redemption by the agreement of this very moment; whatever else is sent is looked up anew.
    if (plan?.onlyField === 'redeemGrant') return plan;
    const now = await this.registry.current(caller.recipientCode);
    const found = now.plans.get(wanted);
    if (!found && (id !== null || now.strict)) throw notRegistered();
    return found ?? null;
  }

  /** @throws Refusal OPERATION_NOT_REGISTERED for a recipient that since a moment ago may send no document whole */
  async assertMaySendWhole(caller: Caller): Promise<void> {
    if (caller.kind !== 'RECIPIENT') return;
    const { strict } = await this.registry.current(caller.recipientCode);
    if (strict) throw notRegistered();
  }
}

const idOf = (named: unknown): string => (typeof named === 'string' && ID.exec(named)?.[1]) || '';

const notRegistered = () =>
  new Refusal('OPERATION_NOT_REGISTERED', {
    en: 'The agreement does not name this document. Nothing was counted. Send the documentId of one that it names.',
    zh: '协议未列明该文档。未计次。请发送协议所列文档的 documentId。',
  });

const oneOfBoth = () =>
  badInput('documentId', {
    en: 'Send either documentId or query.',
    zh: 'documentId 与 query 只能给出一个。',
  });
