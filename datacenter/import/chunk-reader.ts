import { open } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';

/** Small, so that what is made of a piece is garbage before it grows old. */
const PIECE_BYTES = 64 * 1024;
const LINE_FEED = 10;

/** A piece of a text file: whole lines, unless a line is longer. What is not UTF-8 comes as U+FFFD. */
export interface Piece {
  readonly text: string;
  readonly bytes: number;
  readonly last: boolean;
}

/** Reads a file through one buffer, which is used again and again. */
export async function* piecesOf(path: string): AsyncGenerator<Piece> {
  const file = await open(path);
  const buffer = Buffer.allocUnsafeSlow(PIECE_BYTES);
  const decoder = new StringDecoder('utf8');
  let kept = 0;
  try {
    for (;;) {
      const { bytesRead } = await file.read(buffer, kept, PIECE_BYTES - kept);
      if (bytesRead === 0) break;
      const filled = kept + bytesRead;
      const end = buffer.lastIndexOf(LINE_FEED, filled - 1) + 1;
      // A line begun stays in the buffer, where it costs no string; one that fills the buffer has to go.
      const cut = end === 0 && filled === PIECE_BYTES ? filled : end;
      if (cut > 0) yield { text: decoder.write(buffer.subarray(0, cut)), bytes: cut, last: false };
      buffer.copyWithin(0, cut, filled);
      kept = filled - cut;
    }
    yield { text: decoder.write(buffer.subarray(0, kept)) + decoder.end(), bytes: kept, last: true };
  } finally {
    await file.close();
  }
}
