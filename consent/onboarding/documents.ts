import { hash } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { validate as isUuid } from 'uuid';
import type { FieldEncryption } from '../crypto/field-encryption.js';
import { openFile, sealFile } from '../crypto/file-encryption.js';
import { byteaText, type SealableRow } from '../crypto/seal.js';
import { type Transaction, transact } from '../database/transaction.js';
import { isDay } from '../kernel/checked-input.js';
import { newId } from '../kernel/ids.js';
import { LIMITS } from '../kernel/limits.js';
import { badInput, refuse } from '../kernel/refusal.js';
import { findPurpose } from '../purposes/registry.js';
import { type Applicant, assertFace } from './applicant.js';
import { type ApplicationReader, assertStatus, findApplication, lockApplication } from './application.js';

/** What an institution hands in, and for how long it is good: a YEAR, as long as it SAYS, or without an end. */
export const DOCUMENT_KINDS = {
  BUSINESS_LICENCE: 'SAYS',
  OPERATING_PERMIT: 'SAYS',
  IMPACT_ASSESSMENT: 'YEAR',
  MLPS: 'YEAR',
  CRYPTO_ASSESSMENT: 'YEAR',
  PENETRATION_TEST: 'YEAR',
  RETENTION_PLAN: null,
  SUBPROCESSORS: 'YEAR',
  SEALED_AGREEMENT: null,
} as const satisfies Record<string, 'YEAR' | 'SAYS' | null>;

/** The kind of the impact assessment of a purpose: there is one for each. */
export const impactKind = (purpose: string): string => `IMPACT_ASSESSMENT-${purpose}`;

/** For how long documents of a kind are good; undefined for what is no kind. */
export function termOf(kind: string): 'YEAR' | 'SAYS' | null | undefined {
  const [, purpose] = /^IMPACT_ASSESSMENT-([A-Z_]+)$/.exec(kind) ?? [];
  if (purpose !== undefined) return findPurpose(purpose) ? DOCUMENT_KINDS.IMPACT_ASSESSMENT : undefined;
  return kind !== 'IMPACT_ASSESSMENT' && Object.hasOwn(DOCUMENT_KINDS, kind)
    ? DOCUMENT_KINDS[kind as keyof typeof DOCUMENT_KINDS]
    : undefined;
}

export interface ApplicationDocument {
  readonly id: string;
  readonly kind: string;
  readonly mediaType: MediaType;
  readonly digest: string;
  readonly bytes: number;
  readonly validUntil: string | null;
  readonly uploadedAt: Date;
}

type MediaType = 'application/pdf' | 'application/ofd' | 'image/png';
export const EXTENSIONS: Readonly<Record<MediaType, string>> = {
  'application/pdf': 'pdf',
  'application/ofd': 'ofd',
  'image/png': 'png',
};

const PDF = Buffer.from('%PDF-');
const PNG = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
const ZIP = Buffer.from('PK\x03\x04', 'latin1');
/** An OFD file (GB/T 33190) is a ZIP archive with this file at its root. */
const OFD_ROOT = Buffer.from('OFD.xml');

/** What a file is, by its first bytes; null if it is none of the three. It is never rendered here. */
function mediaTypeOf(content: Buffer): MediaType | null {
  const begins = (magic: Buffer) => content.subarray(0, magic.length).equals(magic);
  if (begins(PDF)) return 'application/pdf';
  if (begins(PNG)) return 'image/png';
  return begins(ZIP) && content.includes(OFD_ROOT) ? 'application/ofd' : null;
}

const documentOf = (row: SealableRow): ApplicationDocument => ({
  id: row.id as string,
  kind: row.kind as string,
  mediaType: row.media_type as MediaType,
  digest: row.digest as string,
  bytes: row.bytes as number,
  validUntil: row.valid_until as string | null,
  uploadedAt: new Date(row.uploaded_at as string),
});

/** The documents of an application, by kind, without any that the platform did not write. */
export async function documentsOf(
  { query, seals }: Pick<Transaction, 'query' | 'seals'>,
  applicationId: string,
): Promise<ApplicationDocument[]> {
  const rows = await query(
    'SELECT to_jsonb(d) AS row FROM assent.application_document AS d WHERE application_id = $1 ORDER BY kind',
    [applicationId],
  );
  return rows
    .map(({ row }) => row as SealableRow)
    .filter((row) => seals.holds('application_document', row))
    .map(documentOf);
}

function checkFile(kind: string, validUntil: string | null, content: Buffer): MediaType {
  const term = termOf(kind);
  if (term === undefined)
    refuse('NOT_FOUND', {
      en: 'There is no such kind of document. The guide for institutions lists them.',
      zh: '没有这类材料。材料种类见机构接入说明。',
    });
  if (validUntil !== null && !isDay(validUntil))
    throw badInput('validUntil', {
      en: 'Give a day, YYYY-MM-DD.',
      zh: '请填写日期，格式为 YYYY-MM-DD。',
    });
  if (content.length === 0 || content.length > LIMITS.documentBytes)
    throw badInput('body', { en: 'Send a file of 1 byte to 20 MiB.', zh: '请上传不超过 20 MiB 的文件。' });
  const mediaType = mediaTypeOf(content);
  if (mediaType === null)
    throw badInput('body', {
      en: 'This is neither PDF nor OFD nor PNG, by its first bytes.',
      zh: '只接受 PDF、OFD 或 PNG 文件（按文件内容判断）。',
    });
  return mediaType;
}

/** Documents of applications: kept by digest, and encrypted. */
export class ApplicationDocuments {
  constructor(private readonly encryption: FieldEncryption) {}

  /** Keeps a document in the place of an earlier one of its kind, under the same id. @throws Refusal */
  async keep(
    em: EntityManager,
    applicant: Applicant,
    {
      id,
      kind,
      validUntil,
    }: { readonly id: string; readonly kind: string; readonly validUntil: string | null },
    content: Buffer,
  ): Promise<ApplicationDocument> {
    assertFace(applicant);
    const mediaType = checkFile(kind, validUntil, content);
    return transact(em, async (tx) => {
      const application = await lockApplication(tx, { kind: 'PERSON', personId: applicant.personId }, id);
      // The agreement on paper is sealed when the officers have seen what it is to say.
      if (kind === 'SEALED_AGREEMENT')
        assertStatus(application, 'DRAFT', 'RETURNED', 'SUBMITTED', 'IN_REVIEW');
      else assertStatus(application, 'DRAFT', 'RETURNED');
      const earlier = (await documentsOf(tx, application.id)).find((document) => document.kind === kind);
      const row = {
        id: earlier?.id ?? newId(),
        application_id: application.id,
        kind,
        media_type: mediaType,
        digest: hash('sha256', content),
        bytes: content.length,
        valid_until: validUntil,
        uploaded_at: (await tx.now()).toISOString(),
      };
      await tx.query('SELECT assent.keep_application_document($1::jsonb, $2::bytea)', [
        tx.seals.sealed('application_document', row),
        byteaText(sealFile(this.encryption, row.id, content)),
      ]);
      return documentOf(row);
    });
  }

  /** A document with its content, for whoever may read the application. @throws Refusal NOT_FOUND */
  async read(
    tx: Transaction,
    reader: ApplicationReader,
    id: string,
    kind: string,
  ): Promise<{ readonly document: ApplicationDocument; readonly content: Buffer }> {
    const application = isUuid(id) ? await findApplication(tx, reader, id) : null;
    const documents = application ? await documentsOf(tx, application.id) : [];
    const document = documents.find((one) => one.kind === kind);
    const [found] = document
      ? await tx.query('SELECT assent.application_file_content($1) AS content', [document.id])
      : [];
    const sealed = (found?.content as Uint8Array | null | undefined) ?? null;
    const content = sealed && openFile(this.encryption, document!.id, sealed);
    // What does not have its digest is not what was handed in.
    if (!document || !content || hash('sha256', content) !== document.digest)
      return refuse('NOT_FOUND', {
        en: 'There is no such document, or it is not yours to read.',
        zh: '没有这份材料，或您无权查看。',
      });
    return { document, content };
  }
}
