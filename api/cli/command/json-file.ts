import { readFile } from 'node:fs/promises';
import { repeatedMember } from './repeated-member.js';

/**
 * Reads a JSON file that the user names.
 * @param check returns the content as its type, or throws an error that says what is wrong with it
 */
export async function readJsonFile<Content>(
  path: string,
  check: (content: unknown) => Content,
): Promise<Content> {
  const text = utf8Of(path, await readFile(path));
  try {
    const content: unknown = JSON.parse(text);
    const twice = repeatedMember(text);
    if (twice !== null) throw new Error(`${twice}: is there twice`);
    return check(content);
  } catch (error) {
    const { message } = error as Error;
    throw new Error(error instanceof SyntaxError ? `${path} is not JSON: ${message}` : `${path}: ${message}`);
  }
}

/** In another encoding a name would be stored garbled, and people would agree to it. */
function utf8Of(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Error(`${path} is not UTF-8. Save it as UTF-8.`);
  }
}
