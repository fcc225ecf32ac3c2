import { createHash } from 'node:crypto';

/** All that happened in a run, as one hash; the last lines are kept for whoever looks for a bug. */
export class Trace {
  readonly #hash = createHash('sha256');
  #last: string[] = [];
  #count = 0;

  add(millis: number, line: string): void {
    const text = `${millis} ${line}`;
    this.#hash.update(`${text}\n`);
    this.#count += 1;
    this.#last.push(text);
    if (this.#last.length > 60) {
      this.#last = this.#last.slice(-30);
    }
  }

  get count(): number {
    return this.#count;
  }

  last(): readonly string[] {
    return this.#last.slice(-30);
  }

  digest(): string {
    return this.#hash.copy().digest('hex');
  }
}
