import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

/** 32 bits of a text (FNV-1a). */
function hash(text: string, basis: number): number {
  let bits = basis;
  for (let at = 0; at < text.length; at++) bits = Math.imul(bits ^ text.charCodeAt(at), 16_777_619);
  return bits;
}

/** The finalizer of MurmurHash3: every bit of the input changes half of the output. */
function mixed(bits: number): number {
  let mix = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  mix = Math.imul(mix ^ (mix >>> 13), 0xc2b2ae35);
  return mix ^ (mix >>> 16);
}

/**
 * Reproducible random values. Every person has streams of their own, named by seed, stream and index, so the data of
 * one person depends neither on other people nor on the order in which people are generated.
 */
export class Random {
  private readonly generator: RandomGenerator;

  constructor(seed: string, stream: string, index = 0) {
    // The generator is linear in its state: without mixing, streams of neighbouring indexes would resemble each other.
    const bySeed = mixed(hash(seed, 0x811c9dc5) ^ index);
    const byStream = mixed(hash(`${stream}\0${seed}`, 0x9e3779b9) + index);
    const both = mixed(bySeed ^ Math.imul(byStream, 5));
    this.generator = xoroshiro128plusFromState([bySeed, byStream, both, mixed(both + 1)]);
  }

  /** From 0 up to, not including, 1. */
  next(): number {
    return uniformFloat64(this.generator);
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
