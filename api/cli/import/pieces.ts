import { open } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';

/** Small, so that what is made of a piece is garbage before it grows old. */
const PIECE_BYTES = 64 * 1024;

/** A piece of a text file; no character is cut in two. What is not UTF-8 comes as U+FFFD. */
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
  try {
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, PIECE_BYTES);
      if (bytesRead === 0) break;
      yield { text: decoder.write(buffer.subarray(0, bytesRead)), bytes: bytesRead, last: false };
    }
    yield { text: decoder.end(), bytes: 0, last: true };
  } finally {
    await file.close();
  }
}
