import { readFile } from 'node:fs/promises';

/**
 * Reads a JSON file that the user names.
 * @param check returns the content as its type, or throws an error that says what is wrong with it
 */
export async function readJsonFile<Content>(
  path: string,
  check: (content: unknown) => Content,
): Promise<Content> {
  const text = await readFile(path, 'utf8');
  try {
    return check(JSON.parse(text));
  } catch (error) {
    const { message } = error as Error;
    throw new Error(error instanceof SyntaxError ? `${path} is not JSON: ${message}` : `${path}: ${message}`);
  }
}
