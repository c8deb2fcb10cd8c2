/** More than any service has reason to send here: tokens, claims and sets of keys. */
const BYTES_MAX = 256 * 1024;

/**
 * `fetch` for answers that are kept in memory. It rejects an answer that is too large, measured after decompression, so
 * that a service that has been taken over can't fill the memory of a process.
 */
export async function limitedFetch(url: string, init: object): Promise<Response> {
  const answer = await fetch(url, init);
  if (answer.body === null) return answer;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop early cancels the body.
  for await (const chunk of answer.body) {
    bytes += chunk.length;
    if (bytes > BYTES_MAX) throw new Error(`An answer has more than ${BYTES_MAX} bytes.`);
    chunks.push(chunk);
  }
  const { status, statusText, headers } = answer;
  return new Response(Buffer.concat(chunks), { status, statusText, headers });
}
