/** The evidence is malformed or doesn't prove what it claims. The message says what is wrong, and where. */
export class VerificationError extends Error {
  override readonly name = 'VerificationError';
}

/** Runs `work`, and puts the place in front of the message of any VerificationError that it throws. */
export function withContext<T>(place: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof VerificationError) throw new VerificationError(`${place}: ${error.message}`);
    throw error;
  }
}
