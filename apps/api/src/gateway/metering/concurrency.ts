import { AppError } from '../../foundation/app-error.js';

/** Calls that may run at once: all together, per module, and one organisation's share of a module. */
export interface ConcurrencyLimits {
  readonly total: number;
  readonly perModule: number;
  readonly perOrganisation: number;
}

/**
 * Counts running calls. An organisation may have at most its share of a module's places, so one
 * caller cannot keep all others out.
 */
export function createConcurrency(limits: ConcurrencyLimits) {
  const running = new Map<string, number>();
  const count = (key: string) => running.get(key) ?? 0;

  function change(key: string, by: number): void {
    const next = count(key) + by;
    if (next === 0) {
      running.delete(key);
    } else {
      running.set(key, next);
    }
  }

  return {
    /** Takes a place and answers how to give it back. Throws 429 `rate_limited`. */
    enter(call: { readonly organisationId: string; readonly moduleId: string }): () => void {
      const places: readonly (readonly [key: string, most: number])[] = [
        ['total', limits.total],
        [`module:${call.moduleId}`, limits.perModule],
        [`organisation:${call.organisationId}:${call.moduleId}`, limits.perOrganisation],
      ];
      if (places.some(([key, most]) => count(key) >= most)) {
        throw new AppError(
          429,
          'rate_limited',
          'Too many calls are running at once. Try again when one has ended.',
          {},
          { headers: { 'retry-after': '1' } },
        );
      }
      for (const [key] of places) {
        change(key, 1);
      }
      let left = false;
      return () => {
        if (!left) {
          left = true;
          for (const [key] of places) {
            change(key, -1);
          }
        }
      };
    },
  };
}

export type Concurrency = ReturnType<typeof createConcurrency>;
