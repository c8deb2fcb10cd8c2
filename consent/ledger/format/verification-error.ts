/** Evidence is malformed, or doesn't prove what it claims. The message says what is wrong and where. */
export class NotVerified extends Error {
  override readonly name = 'NotVerified';
}

/** What is thrown within is said to be of this place. */
export function within<T>(place: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof NotVerified) throw new NotVerified(`${place}: ${error.message}`);
    throw error;
  }
}
