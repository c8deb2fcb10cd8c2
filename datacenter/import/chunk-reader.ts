import { open } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';

/** Small, so that the objects made from a chunk are collected while they are young. */
const CHUNK_BYTES = 64 * 1024;
const LINE_FEED = 10;

/** A chunk of a text file: whole lines, unless a line is longer than a chunk. Bytes that are not UTF-8 become U+FFFD. */
export interface Chunk {
  readonly text: string;
  readonly bytes: number;
  readonly last: boolean;
}

/** Reads a file chunk by chunk through one buffer. */
export async function* chunksOf(path: string): AsyncGenerator<Chunk> {
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
