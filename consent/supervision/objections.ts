import type { EntityManager } from '@mikro-orm/postgresql';
import { validate as isUuid } from 'uuid';
import { findItem, personCategories } from '../../schema/catalogue.js';
import { openContact, sealText } from '../crypto/contact-encryption.js';
import type { FieldEncryption } from '../crypto/field-encryption.js';
import type { OpaqueCursors } from '../crypto/opaque-cursor.js';
import { byteaText } from '../crypto/seal.js';
import { sealedMessage } from '../crypto/sealed-message.js';
import type { Executor } from '../database/executor.js';
import { type Transaction, transact } from '../database/transaction.js';
import { newId } from '../kernel/ids.js';
import { LIMITS } from '../kernel/limits.js';
import { TEXTS } from '../kernel/message-texts.js';
import { pageSizeOf } from '../kernel/page-size.js';
import { badInput, refuse } from '../kernel/refusal.js';
import { checkText } from '../kernel/text-input.js';
import { assertActs } from '../staff/accounts.js';
import type { StaffMember } from '../staff/role.js';

export const OBJECTION_ABOUT = ['DISCLOSURE', 'GRANT', 'RECORD'] as const;
export type ObjectionAbout = (typeof OBJECTION_ABOUT)[number];
export const OBJECTION_STATUSES = ['OPEN', 'ANSWERED'] as const;

export interface ObjectionFiling {
  readonly about: ObjectionAbout;
  /** Id of a disclosure or a grant; of a record the code of its category or item. */
  readonly target: string;
  readonly text: string;
}

export interface Objection extends ObjectionFiling {
  readonly id: string;
  readonly status: (typeof OBJECTION_STATUSES)[number];
  readonly raisedAt: Date;
  readonly dueAt: Date;
  readonly answer: string | null;
  readonly answeredAt: Date | null;
}

interface ObjectionPage {
  readonly nodes: Objection[];
  readonly endCursor: string | null;
  readonly hasNextPage: boolean;
}

interface Page {
  readonly first?: number | null;
  readonly after?: string | null;
}

const COLUMNS =
  'id::text, person_id::text, about, target, sealed_text, sealed_answer, raised_at::text, due_at::text, answered_at::text';
const DAY_MS = 86_400_000;

const notYours = (): never =>
  refuse('NOT_FOUND', {
    en: 'There is nothing of yours to object to by this target. Give the id of a disclosure or grant of yours, or for RECORD the code of a category or item.',
    zh: '没有找到属于您的这一对象。请给出本人的使用或授权的编号；关于本人记录（RECORD）的异议，请给出类别或信息项的编码。',
  });

/** Objections of people: the texts are encrypted, and erased with the person. */
export class Objections {
  constructor(
    private readonly encryption: FieldEncryption,
    private readonly cursors: OpaqueCursors,
  ) {}

  /** @throws Refusal NOT_FOUND unless it is about what is the person's; RATE_LIMITED */
  file(em: EntityManager, personId: string, { about, target, text }: ObjectionFiling): Promise<Objection> {
    const words = checkText('text', text, LIMITS.objectionLength, true)!;
    const known = about === 'RECORD' ? isOfARecord(target) : isUuid(target);
    if (!known) notYours();
    return transact(em, async (tx) => {
      const raisedAt = await tx.now();
      const row = {
        id: newId(),
        person_id: personId,
        about,
        target: about === 'RECORD' ? target : target.toLowerCase(),
        sealed_text: byteaText(sealText(this.encryption, 'OBJECTION', words)),
        raised_at: raisedAt.toISOString(),
        // Calendar days, whichever of them are holidays.
        due_at: new Date(raisedAt.getTime() + LIMITS.objectionDays * DAY_MS).toISOString(),
      };
      const [{ verdict }] = (await tx.query('SELECT assent.file_objection($1::jsonb, $2) AS verdict', [
        JSON.stringify(row),
        LIMITS.objectionsPerDay,
      ])) as [{ verdict: string }];
      if (verdict === 'MISSING') notYours();
      if (verdict !== 'FILED')
        refuse(
          'RATE_LIMITED',
          {
            en: `At most ${LIMITS.objectionsPerDay} objections a day are taken. Wait, or call 12393.`,
            zh: `每天最多提出 ${LIMITS.objectionsPerDay} 次异议。请稍后再提，或拨打 12393。`,
          },
          { retryAfterSeconds: Number(verdict) },
        );
      return {
        id: row.id,
        about,
        target: row.target,
        text: words,
        status: 'OPEN',
        raisedAt,
        dueAt: new Date(row.due_at),
        answer: null,
        answeredAt: null,
      };
    });
  }

  /** A person's own, newest first. */
  of(database: Executor, personId: string, page: Page): Promise<ObjectionPage> {
    return this.page(page, `of ${personId}`, (at, id, most) =>
      database.query(
        `SELECT ${COLUMNS} FROM assent.objections_of($1::bigint, $2::timestamptz, $3::uuid, $4)`,
        [personId, at, id, most],
      ),
    );
  }

  /** Those that wait for an answer, for an officer. */
  async open(
    database: Pick<Transaction, 'query' | 'seals'>,
    officer: StaffMember,
    page: Page,
  ): Promise<ObjectionPage> {
    await assertActs(database, officer);
    return this.page(page, 'open', (at, id, most) =>
      database.query(`SELECT ${COLUMNS} FROM assent.open_objections($1::timestamptz, $2::uuid, $3)`, [
        at,
        id,
        most,
      ]),
    );
  }

  /** An officer answers, once; the person is told by a message. @throws Refusal NOT_FOUND; BAD_USER_INPUT if it was answered */
  answer(em: EntityManager, officer: StaffMember, id: string, answer: string): Promise<Objection> {
    const words = checkText('answer', answer, LIMITS.objectionLength, true)!;
    return transact(em, async (tx) => {
      await assertActs(tx, officer);
      const find = async () =>
        isUuid(id)
          ? (await tx.query(`SELECT ${COLUMNS} FROM assent.lock_objection($1)`, [id]))[0]
          : undefined;
      const row =
        (await find()) ??
        refuse('NOT_FOUND', {
          en: 'There is no such objection. Look at openObjections.',
          zh: '没有这项异议。请查看 openObjections。',
        });
      if (row.answered_at !== null)
        throw badInput('id', {
          en: 'This objection was answered already. An answer is given once.',
          zh: '该异议已经答复，每项异议只答复一次。',
        });
      const text = TEXTS.objectionAnswered(new Date(row.raised_at as string));
      await tx.query('SELECT assent.answer_objection($1, $2, $3::bytea, $4::jsonb)', [
        id,
        officer.staffCode,
        byteaText(sealText(this.encryption, 'OBJECTION', words)),
        sealedMessage(tx.seals, row.person_id as string, text, await tx.now()),
      ]);
      return this.shown((await find())!);
    });
  }

  private async page(
    { first, after }: Page,
    scope: string,
    rowsAfter: (at: string | null, id: string | null, most: number) => Promise<Record<string, unknown>[]>,
  ): Promise<ObjectionPage> {
    const size = pageSizeOf(first);
    const cursors = this.cursors.within(JSON.stringify(['objections', scope]));
    const [at = null, id = null] = after == null ? [] : cursors.open('objection', after);
    const rows = await rowsAfter(at, id, size + 1);
    const shown = rows.slice(0, size);
    const last = shown.at(-1);
    return {
      nodes: shown.map((row) => this.shown(row)),
      endCursor: last ? cursors.seal('objection', [last.raised_at as string, last.id as string]) : null,
      hasNextPage: rows.length > size,
    };
  }

  private shown(row: Record<string, unknown>): Objection {
    const open = (sealed: unknown) =>
      sealed === null ? null : openContact(this.encryption, 'OBJECTION', sealed as Uint8Array);
    const { answered_at: answeredAt } = row;
    return {
      id: row.id as string,
      about: row.about as ObjectionAbout,
      target: row.target as string,
      text: open(row.sealed_text) ?? '',
      status: answeredAt === null ? 'OPEN' : 'ANSWERED',
      raisedAt: new Date(row.raised_at as string),
      dueAt: new Date(row.due_at as string),
      answer: open(row.sealed_answer),
      answeredAt: answeredAt === null ? null : new Date(answeredAt as string),
    };
  }
}

/** What of one's record one objects to: a category or an item of people. It is said in words which of its rows. */
const isOfARecord = (target: string): boolean =>
  personCategories.some(({ code }) => code === target) ||
  personCategories.some(({ items }) => items.some(({ code }) => code === target && findItem(code)));
