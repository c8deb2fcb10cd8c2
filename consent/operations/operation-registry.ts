import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Seals } from '../crypto/seal.js';
import type { Executor } from '../database/executor.js';
import { findPurpose } from '../purposes/registry.js';
import { type AgreedPurpose, type AgreementTerms, isStrict } from '../recipients/agreement.js';
import { currentTerms, currentVersion } from '../recipients/find-recipient.js';
import { documentsByIds } from '../recipients/registered-documents.js';
import { type AnalysedApi, type RegisteredOperation, registeredOperation } from './registered-operation.js';

/** A registered document, made ready once: parsed, validated, and known to be within every limit. */
export interface OperationPlan {
  readonly id: string;
  readonly source: string;
  readonly document: DocumentNode;
  /** The field that it consists of; null if there are several. */
  readonly onlyField: string | null;
}

/** What a recipient may run. */
export interface RecipientOperations {
  /** The agreement's version; null if it has none that the platform wrote. */
  readonly version: number | null;
  /** Whether it may run these and nothing else. */
  readonly strict: boolean;
  readonly plans: ReadonlyMap<string, OperationPlan>;
}

/** A registered operation with its name in the agreement. */
export interface NamedOperation extends RegisteredOperation {
  readonly name: string;
}

/** Told of a document that an agreement names and that can't be run, as when the schema has changed since. */
export type OnUnusable = (id: string, reason: string) => void;

/** How long what was read is used without looking again, where the gate judges it once more under the grant's lock. */
const KNOWN_MS = 5_000;

const NOTHING: RecipientOperations = { version: null, strict: false, plans: new Map() };

/** The documents that agreements name, made ready once for each process. */
export class OperationRegistry {
  private readonly recipients = new LRUCache<string, RecipientOperations>({ max: 2_000, ttl: KNOWN_MS });
  /** Requests that come together wait for the same reading. */
  private readonly reading = new Map<string, Promise<RecipientOperations>>();
  private readonly plans = new LRUCache<string, OperationPlan>({ max: 5_000 });
  /** A text never changes under its id, and an analysis never changes for the same purpose and items. */
  private readonly analyses = new LRUCache<string, RegisteredOperation>({ max: 5_000 });

  constructor(
    private readonly database: Executor,
    private readonly seals: Seals,
    private readonly api: AnalysedApi,
    private readonly onUnusable: OnUnusable,
  ) {}

  /** What a recipient may run, as this process has read it last, a few seconds ago at most. */
  async lastKnown(recipientCode: string): Promise<RecipientOperations> {
    const known = this.recipients.get(recipientCode) ?? this.reading.get(recipientCode);
    if (known) return known;
    const reading = this.read(recipientCode).finally(() => this.reading.delete(recipientCode));
    this.reading.set(recipientCode, reading);
    return reading;
  }

  /** What a recipient may run now. */
  async current(recipientCode: string): Promise<RecipientOperations> {
    const known = this.recipients.get(recipientCode);
    const isNewest = known && (await currentVersion(this.database, recipientCode)) === known.version;
    return isNewest ? known : this.read(recipientCode);
  }

  /** The parsed document of this id, if a recipient's plan has made it ready. */
  documentOf(id: string): DocumentNode | undefined {
    return this.plans.get(id)?.document;
  }

  /** The operations of a purpose with what each can do, in the order of the agreement. */
  async analysed(agreed: AgreedPurpose): Promise<NamedOperation[]> {
    const { operations = [], items } = agreed;
    const purpose = findPurpose(agreed.code);
    if (!purpose || operations.length === 0) return [];
    const keyOf = (id: string) => JSON.stringify([id, agreed.code, items]);
    const unknown = operations.map(({ id }) => id).filter((id) => !this.analyses.has(keyOf(id)));
    const documents = unknown.length > 0 ? await documentsByIds(this.database, unknown) : new Map();
    for (const id of unknown) {
      const document = documents.get(id);
      const { operation, problem } =
        document === undefined
          ? { operation: null, problem: { text: { en: 'its text is not there' } } }
          : registeredOperation(document, { purpose, items }, this.api);
      if (operation) this.analyses.set(keyOf(id), operation);
      else this.onUnusable(id, problem.text.en);
    }
    return operations.flatMap(({ id, name }) => {
      const operation = this.analyses.get(keyOf(id));
      return operation ? { ...operation, name } : [];
    });
  }

  private async read(recipientCode: string): Promise<RecipientOperations> {
    const terms = await currentTerms(this.database, this.seals, recipientCode);
    const read = terms ? await this.ready(terms) : NOTHING;
    this.recipients.set(recipientCode, read);
    return read;
  }

  /** Default deny: a document that the analysis would not let be registered today is not run. */
  private async ready({ version, purposes }: AgreementTerms): Promise<RecipientOperations> {
    const plans = new Map<string, OperationPlan>();
    for (const purpose of purposes)
      for (const operation of await this.analysed(purpose)) plans.set(operation.id, this.planOf(operation));
    return { version, strict: isStrict({ purposes }), plans };
  }

  private planOf({ id, document: source }: RegisteredOperation): OperationPlan {
    const known = this.plans.get(id);
    if (known) return known;
    const { document, onlyField } = this.api.measure(source);
    const plan = { id, source, document, onlyField };
    this.plans.set(id, plan);
    return plan;
  }
}
