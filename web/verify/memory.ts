import { type Head, hashOf } from './note.ts';

/** Where this device keeps the last head of the log that it verified. Nothing in it is about a person. */
export interface Memory {
  read(): string | null;
  write(text: string): void;
}

export interface Remembered extends Head {
  /** When this device remembered a head for the first time: since then the log has only grown. */
  readonly since: string;
}

/** null: this device has verified nothing yet. */
export function recall(memory: Memory): Remembered | null {
  const text = memory.read();
  if (text === null) return null;
  try {
    const { origin, size, root, since } = JSON.parse(text) as Record<string, unknown>;
    if (typeof origin !== 'string' || !Number.isSafeInteger(size) || typeof since !== 'string') return null;
    return { origin, size: size as number, root: hashOf(String(root)), since };
  } catch {
    return null;
  }
}

export function remember(memory: Memory, { origin, size, root }: Head, since: string): void {
  const text = btoa(String.fromCharCode(...root));
  memory.write(JSON.stringify({ origin, size, root: text, since }));
}
