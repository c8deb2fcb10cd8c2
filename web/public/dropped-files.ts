import type { Evidence } from '../verify/verify';

/** What somebody has of one receipt: perhaps without its proof. */
export type Dropped = Pick<Evidence, 'proof'> & { readonly receipt: string };

const LENGTH_MAX = 1_000_000;
const JWS = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/**
 * Tells by their content what files are: a receipt or artefact (JWS), a proof (C2SP tlog-proof), or evidence that a page saved.
 * @returns null if none is a receipt
 */
export async function dropped(files: readonly File[], before: Dropped | null): Promise<Dropped | null> {
  let found: Partial<Dropped> = {};
  for (const file of files) {
    if (file.size > LENGTH_MAX) continue;
    const text = await file.text();
    if (text.startsWith('c2sp.org/tlog-proof@')) found = { ...found, proof: text };
    else if (JWS.test(text.trim())) found = { ...found, receipt: text.trim() };
    else found = { ...found, ...saved(text) };
  }
  const receipt = found.receipt ?? before?.receipt;
  if (receipt === undefined || Object.keys(found).length === 0) return null;
  // A proof that comes later belongs to the receipt that is there already.
  return { receipt, proof: found.proof ?? (found.receipt === undefined ? before?.proof : null) ?? null };
}

function saved(text: string): Partial<Dropped> {
  try {
    const { receipt, proof } = JSON.parse(text) as Record<string, unknown>;
    return typeof receipt === 'string' && typeof proof === 'string' ? { receipt, proof } : {};
  } catch {
    return {};
  }
}
