import { Refusal } from './refusal.js';

/** What a judge found: a value, and everything that is to be refused about it, what is refused first in the first place. */
export interface Judged<T> {
  readonly value: T;
  readonly refusals: readonly Refusal[];
}

/** Runs judgements one after another and keeps what each of them refuses, so that everything can be told at once. */
export class Findings {
  readonly refusals: Refusal[] = [];

  /** @param otherwise the value to go on with where the judgement refuses */
  of<T>(judge: () => T, otherwise: T): T {
    try {
      return judge();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.refusals.push(error);
      return otherwise;
    }
  }

  async later<T>(judge: () => Promise<T>, otherwise: T): Promise<T> {
    try {
      return await judge();
    } catch (error) {
      return this.of(() => {
        throw error;
      }, otherwise);
    }
  }

  /** Takes over what another judge found. */
  take<T>({ value, refusals }: Judged<T>): T {
    this.refusals.push(...refusals);
    return value;
  }
}

/** The value. @throws Refusal the first one, if there is any */
export function accepted<T>({ value, refusals: [first] }: Judged<T>): T {
  if (first) throw first;
  return value;
}
