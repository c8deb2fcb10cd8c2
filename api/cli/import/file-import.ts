import { createReadStream } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import type { Client } from 'pg';
import type { BlindIndex } from '../../../consent/blind-index.js';
import { type CsvFile, nameOf } from '../csv-files.js';
import { BatchImport, type Reject } from './batch-import.js';
import type { Rejects } from './rejects.js';
import { FileRefused, type Row, RowReader } from './row-reader.js';
import { subjectFile } from './subjects.js';
import { type CsvRecord, Tokenizer } from './tokenizer.js';

const PIECE_BYTES = 1 << 18;
const BATCH_ROWS = 10_000;

export interface FileProgress {
  bytes: number;
  rows: number;
}

export interface FileImported {
  readonly rows: number;
  /** New or changed in the database. */
  readonly written: number;
  /** Of the file. */
  readonly columns: number;
}

export interface FileImport {
  readonly path: string;
  readonly file: CsvFile;
  readonly client: Client;
  readonly blindIndex: BlindIndex;
  readonly rejects: Rejects;
  readonly progress: (read: FileProgress) => void;
}

/** Records in pieces, as they come from the disk. */
async function* recordsOf({ path, progress, rejects }: FileImport, read: FileProgress): AsyncGenerator<CsvRecord[]> {
  const tokenizer = new Tokenizer();
  const decoder = new StringDecoder('utf8');
  for await (const piece of createReadStream(path, { highWaterMark: PIECE_BYTES })) {
    yield tokenizer.push(decoder.write(piece));
    read.bytes += piece.length;
    progress(read);
    await rejects.drain();
  }
  yield tokenizer.push(decoder.end(), true);
}

/**
 * Imports one file. While the database takes one batch, the next is read: at most two are in memory.
 * @throws FileRefused
 */
export async function importFile(work: FileImport): Promise<FileImported> {
  const { file, client, blindIndex, rejects } = work;
  const reject: Reject = (line, flaw) => rejects.add(nameOf(file), line, flaw);
  const batches = await BatchImport.create(client, file, blindIndex, reject);
  const keep = subjectFile(file.table)?.keep ?? [];
  const read: FileProgress = { bytes: 0, rows: 0 };
  let reader: RowReader | undefined;
  let batch: Row[] = [];
  let written = 0;
  let underway = Promise.resolve();
  const send = async () => {
    await underway;
    const rows = batch;
    batch = [];
    underway = batches.take(rows).then((count) => {
      written += count;
    });
    // Awaited with the next batch; until then a failure is nobody's yet.
    underway.catch(() => undefined);
  };
  for await (const records of recordsOf(work, read)) {
    for (const record of records) {
      if (!reader) {
        reader = new RowReader(file, record, keep);
        continue;
      }
      read.rows++;
      const row = reader.read(record);
      if ('reason' in row) reject(record.line, row);
      else batch.push(row);
    }
    if (batch.length >= BATCH_ROWS) await send();
  }
  if (!reader) throw new FileRefused('the file is empty');
  await send();
  await underway;
  return { rows: read.rows, written, columns: reader.width };
}
