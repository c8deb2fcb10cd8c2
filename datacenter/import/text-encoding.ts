import { isAscii, isUtf8 } from 'node:buffer';
import { open } from 'node:fs/promises';

/** The encodings that files are read in, by the names that an operator gives. */
export const ENCODINGS = ['utf-8', 'gb18030', 'utf-16le', 'utf-16be'] as const;
export type Encoding = (typeof ENCODINGS)[number];

const ALIASES: Readonly<Record<string, Encoding>> = {
  utf8: 'utf-8',
  gbk: 'gb18030',
  gb2312: 'gb18030',
  cp936: 'gb18030',
  utf16: 'utf-16le',
  'utf-16': 'utf-16le',
};

/** The encoding of this name; null if there is none. */
export function encodingOf(name: string): Encoding | null {
  const lower = name.toLowerCase();
  if (Object.hasOwn(ALIASES, lower)) return ALIASES[lower]!;
  return ENCODINGS.find((encoding) => encoding === lower) ?? null;
}

const CHUNK_BYTES = 64 * 1024;
const LINE_FEED = 10;

/** Says how the file begins: a byte order mark, or every second byte 0 as in the ASCII part of UTF-16. */
function byBeginning(bytes: Buffer): Encoding | null {
  const [first, second, third] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first !== 0 && second === 0 && third !== 0 && bytes[3] === 0) return 'utf-16le';
  if (first === 0 && second !== 0 && third === 0 && bytes[3] !== 0) return 'utf-16be';
  return null;
}

/** Of the lines with more than ASCII most decide: a few damaged lines of UTF-8 do not make a file of GB 18030. */
function byLines(bytes: Buffer): Encoding {
  let right = 0;
  let wrong = 0;
  for (let from = 0; from < bytes.length; ) {
    const feed = bytes.indexOf(LINE_FEED, from);
    const end = feed < 0 ? bytes.length : feed;
    const line = bytes.subarray(from, end);
    if (!isAscii(line)) isUtf8(line) ? right++ : wrong++;
    from = end + 1;
  }
  return wrong > right ? 'gb18030' : 'utf-8';
}

/** Finds the encoding of a file by its byte order mark, or by its first part that has more than ASCII. */
export async function detectEncoding(path: string): Promise<Encoding> {
  const file = await open(path);
  const buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  try {
    for (let first = true; ; first = false) {
      const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES);
      if (bytesRead === 0) return 'utf-8';
      const bytes = buffer.subarray(0, bytesRead);
      const known = first ? byBeginning(bytes) : null;
      if (known !== null) return known;
      if (isAscii(bytes)) continue;
      // The first and the last line may be cut.
      const from = first ? 0 : bytes.indexOf(LINE_FEED) + 1;
      const to = bytesRead < CHUNK_BYTES ? bytesRead : bytes.lastIndexOf(LINE_FEED) + 1 || bytesRead;
      return byLines(bytes.subarray(from, to));
    }
  } finally {
    await file.close();
  }
}
