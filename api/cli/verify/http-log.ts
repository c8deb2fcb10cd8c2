import type { ReadLog } from '../../../consent/ledger/verify/monitor.js';

const PATIENCE_MS = 30_000;
/** Larger than a full entry bundle of the longest entries. */
const LONGEST_BYTES = 32 * 1024 * 1024;

/** A log that is served over HTTP, at `URL/log/...`. */
export function httpLog(url: string): ReadLog {
  const base = `${url.replace(/\/+$/, '')}/log/`;
  return async (path) => {
    const response = await fetch(base + path, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (response.status === 404) {
      await response.body?.cancel();
      return null;
    }
    if (!response.ok) throw new Error(`${base}${path} answers ${response.status}.`);
    return whole(response, base + path);
  };
}

async function whole(response: Response, url: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > LONGEST_BYTES) throw new Error(`${url} answers more than ${LONGEST_BYTES} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
