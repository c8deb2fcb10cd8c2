import { open } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import type { Encoding } from './text-encoding.js';

/** Small, so that the objects made from a chunk are collected while they are young. */
const CHUNK_BYTES = 64 * 1024;
const LINE_FEED = 10;

/** A chunk of a text file: whole lines, unless a line is longer than a chunk. Bytes that are not of the encoding become U+FFFD. */
export interface Chunk {
  readonly text: string;
  readonly bytes: number;
  readonly last: boolean;
}

/** Reads a file chunk by chunk through one buffer. */
export async function* chunksOf(path: string, encoding: Encoding = 'utf-8'): AsyncGenerator<Chunk> {
  if (encoding !== 'utf-8') return yield* decodedChunks(path, encoding);
  const file = await open(path);
  const buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  const decoder = new StringDecoder('utf8');
  let kept = 0;
  try {
    for (;;) {
      const { bytesRead } = await file.read(buffer, kept, CHUNK_BYTES - kept);
      if (bytesRead === 0) break;
      const filled = kept + bytesRead;
      const end = buffer.lastIndexOf(LINE_FEED, filled - 1) + 1;
      // An incomplete line stays in the buffer for the next chunk, unless it fills the whole buffer.
      const cut = end === 0 && filled === CHUNK_BYTES ? filled : end;
      if (cut > 0) yield { text: decoder.write(buffer.subarray(0, cut)), bytes: cut, last: false };
      buffer.copyWithin(0, cut, filled);
      kept = filled - cut;
    }
    yield { text: decoder.write(buffer.subarray(0, kept)) + decoder.end(), bytes: kept, last: true };
  } finally {
    await file.close();
  }
}

/** Chunks of other encodings end anywhere: a line feed may be half of another character there. */
async function* decodedChunks(path: string, encoding: Encoding): AsyncGenerator<Chunk> {
  const file = await open(path);
  const buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  const decoder = new TextDecoder(encoding);
  try {
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES);
      if (bytesRead === 0) break;
      yield {
        text: decoder.decode(buffer.subarray(0, bytesRead), { stream: true }),
        bytes: bytesRead,
        last: false,
      };
    }
    yield { text: decoder.decode(), bytes: 0, last: true };
  } finally {
    await file.close();
  }
}
