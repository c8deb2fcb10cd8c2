import * as v from 'valibot';
import { BackupError, Taker } from './envelope.js';

/** What a backup says of itself, first of all. */
const manifest = v.strictObject({
  /** The version of the platform that made it. */
  version: v.string(),
  at: v.string(),
  deployment: v.string(),
  /** The migration steps that made its tables, each with its digest. */
  steps: v.array(v.strictObject({ name: v.string(), digest: v.string() })),
  /** How far the log was. */
  logSize: v.number(),
  /** The next number of each sequence, by name. */
  sequences: v.record(v.string(), v.string()),
});
export type Manifest = v.InferOutput<typeof manifest>;

const secret = v.strictObject({
  name: v.pipe(v.string(), v.regex(/^[\w.-]+$/)),
  content: v.pipe(v.string(), v.base64()),
});
const table = v.strictObject({
  name: v.pipe(v.string(), v.regex(/^[a-z_]+$/)),
  columns: v.array(v.string()),
});
const end = v.strictObject({ rows: v.number() });
const whole = v.strictObject({ tables: v.number(), secrets: v.number() });

/** The parts of a backup, in this order: M, each secret, each table as T, D..., E, and W at the end. */
const JSON_PARTS = { M: manifest, S: secret, T: table, E: end, W: whole } as const;
type JsonPart = keyof typeof JSON_PARTS;
type ContentOf<P extends JsonPart> = v.InferOutput<(typeof JSON_PARTS)[P]>;

export type Part =
  | { readonly [P in JsonPart]: { readonly type: P; readonly content: ContentOf<P> } }[JsonPart]
  | { readonly type: 'D'; readonly content: Buffer };

const HEAD_BYTES = 5;
const PART_BYTES_MAX = 64 * 1024 * 1024;

export function partBytes(part: Part): Buffer {
  const content = part.type === 'D' ? part.content : Buffer.from(JSON.stringify(part.content));
  const head = Buffer.alloc(HEAD_BYTES);
  head.write(part.type, 0, 'latin1');
  head.writeUInt32BE(content.length, 1);
  return Buffer.concat([head, content]);
}

/** Reads parts until the last one. @throws BackupError if they are not whole */
export async function* readParts(bytes: AsyncIterable<Buffer>): AsyncGenerator<Part> {
  const taker = new Taker(bytes);
  for (;;) {
    const head = await taker.take(HEAD_BYTES);
    const length = head?.readUInt32BE(1) ?? 0;
    const content = head && length <= PART_BYTES_MAX ? await taker.take(length) : null;
    if (!head || !content) throw new BackupError('It is cut off.');
    const part = parsed(head.toString('latin1', 0, 1), content);
    yield part;
    if (part.type === 'W') return;
  }
}

function parsed(type: string, content: Buffer): Part {
  if (type === 'D') return { type, content };
  if (!Object.hasOwn(JSON_PARTS, type)) throw new BackupError('It was made by a newer version.');
  try {
    return { type, content: v.parse(JSON_PARTS[type as JsonPart], JSON.parse(content.toString())) } as Part;
  } catch {
    throw new BackupError('It is malformed.');
  }
}
