/** 32 bits of a text (FNV-1a): turns a seed and the name of a stream into state. */
function hash(text: string, basis: number): number {
  let bits = basis;
  for (let at = 0; at < text.length; at++) bits = Math.imul(bits ^ text.charCodeAt(at), 16_777_619);
  return bits >>> 0;
}

/**
 * sfc32 of PractRand: small, fast and the same everywhere. Every person has streams of their own, so that
 * whoever is looked at, and in which order, changes nobody's data.
 */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  constructor(seed: string, stream: string, index = 0) {
    this.a = hash(seed, 0x811c9dc5);
    this.b = hash(`${stream}\0${seed}`, 0x9e3779b9);
    this.c = index | 0;
    for (let round = 0; round < 15; round++) this.next();
  }

  /** From 0 up to, not including, 1. */
  next(): number {
    const sum = (this.a + this.b + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  pick<T>(choices: readonly T[]): T {
    return choices[Math.floor(this.next() * choices.length)]!;
  }

  digits(count: number): string {
    return String(Math.floor(this.next() * 10 ** count)).padStart(count, '0');
  }

  /** Log-normal with this mean (not median); `sigma` of the logarithm. */
  logNormal(mean: number, sigma: number): number {
    return mean * Math.exp(sigma * this.normal() - (sigma * sigma) / 2);
  }

  /** How often something happens that happens `mean` times on average. */
  poisson(mean: number): number {
    if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * this.normal()));
    const limit = Math.exp(-mean);
    let count = 0;
    for (let product = this.next(); product > limit; product *= this.next()) count++;
    return count;
  }

  private normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }
}

/** Choices of unequal weight. */
export class Weighted<T> {
  private readonly choices: readonly T[];
  private readonly upTo: readonly number[];

  constructor(entries: readonly (readonly [choice: T, weight: number])[]) {
    let sum = 0;
    this.choices = entries.map(([choice]) => choice);
    this.upTo = entries.map(([, weight]) => {
      sum += weight;
      return sum;
    });
  }

  pick(random: Random): T {
    const wanted = random.next() * this.upTo.at(-1)!;
    let low = 0;
    for (let high = this.upTo.length - 1; low < high; ) {
      const middle = (low + high) >> 1;
      if (this.upTo[middle]! > wanted) high = middle;
      else low = middle + 1;
    }
    return this.choices[low]!;
  }
}
