/** Numbers that follow from a seed alone (sfc32): the same seed gives the same ones everywhere. */
export class Random {
  #a: number;
  #b: number;
  #c = 0x9e3779b9;
  #count = 1;

  /** Seeds are whole numbers from 0 to 2^32 − 1. */
  constructor(seed: number) {
    this.#a = seed >>> 0;
    this.#b = (seed ^ 0x5deece66) >>> 0;
    for (let round = 0; round < 16; round += 1) {
      this.next();
    }
  }

  /** The next of 2^32 numbers. */
  next(): number {
    const sum = (this.#a + this.#b + this.#count) | 0;
    this.#count = (this.#count + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    return sum >>> 0;
  }

  /** A whole number from 0 up to, but without, `end`. */
  below(end: number): number {
    return this.next() % end;
  }

  /** A whole number from `least` to `most`. */
  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  /** True in so many of a thousand cases. */
  chance(permille: number): boolean {
    return this.below(1_000) < permille;
  }

  /** One of them; throws when there is none. */
  pick<T>(from: readonly T[]): T {
    const one = from[this.below(Math.max(1, from.length))];
    if (one === undefined) {
      throw new Error('nothing to pick from');
    }
    return one;
  }
}
