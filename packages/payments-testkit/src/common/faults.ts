/** What goes wrong with one call, and whether that is before or after the work was done. */
export interface Fault {
  /**
   * `answer`: this status instead of the real one; `text`: these bytes, whatever they are; `hang`: no
   * answer at all; `close`: a cut line.
   */
  readonly kind: 'answer' | 'text' | 'hang' | 'close';
  readonly when: 'before' | 'after';
  /** Of `answer`: 500, 409, 429, …; of `text`: 200 when left out. */
  readonly status?: number;
  /** Of `text`: a page, broken JSON, an answer without what it must have. */
  readonly text?: string;
  /** The method and the start of the path that it waits for: `POST /v1/refunds`; all when left out. */
  readonly on?: string;
  /** How many calls it spoils; one when left out. */
  readonly times?: number;
}

/** Faults that wait for their call. */
export interface FaultPlan {
  add(fault: Fault): void;
  /** The fault of this call, which is used up by it. */
  take(call: { readonly method: string; readonly path: string }): Fault | undefined;
  /** How many calls are still to be spoilt: a test that ends above zero spoilt less than it meant. */
  readonly left: number;
  clear(): void;
}

/** Makes an empty plan. */
export function createFaultPlan(): FaultPlan {
  let waiting: { readonly fault: Fault; left: number }[] = [];
  return {
    add(fault) {
      waiting.push({ fault, left: fault.times ?? 1 });
    },
    take({ method, path }) {
      const found = waiting.find(({ fault }) => `${method} ${path}`.startsWith(fault.on ?? ''));
      if (found !== undefined) {
        found.left -= 1;
        waiting = waiting.filter(({ left }) => left > 0);
      }
      return found?.fault;
    },
    get left() {
      return waiting.reduce((sum, { left }) => sum + left, 0);
    },
    clear() {
      waiting = [];
    },
  };
}
