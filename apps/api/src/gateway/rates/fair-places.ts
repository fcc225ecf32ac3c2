/** Gives a place back; safe to call again. */
export type Leave = () => void;

interface Waiter {
  readonly admit: (leave: Leave) => void;
  readonly refuse: () => void;
}

/**
 * Places for what runs at once, shared by its callers. While there is room anybody takes a place, and
 * one caller may have them all. When there is none, a call waits for at most `waitMillis`; a place that
 * becomes free goes to the caller who has the fewest, so that callers who go on asking end with equal
 * numbers (or all they want, where that is less), and a newcomer waits for one call to end, not for
 * a busy caller to stop. While there is room nothing is looked through; while there is none, a place
 * that becomes free looks at each caller who waits.
 */
export function createFairPlaces(options: {
  readonly places: number;
  readonly waitMillis: number;
  /** Of one caller; more are refused at once. */
  readonly waitingMost: number;
}) {
  const running = new Map<string, number>();
  const waiting = new Map<string, Waiter[]>();
  let taken = 0;

  function take(caller: string): Leave {
    taken += 1;
    running.set(caller, (running.get(caller) ?? 0) + 1);
    let left = false;
    return () => {
      if (!left) {
        left = true;
        release(caller);
      }
    };
  }

  function release(caller: string): void {
    taken -= 1;
    const rest = (running.get(caller) ?? 0) - 1;
    if (rest > 0) {
      running.set(caller, rest);
    } else {
      running.delete(caller);
    }
    let next: string | undefined;
    for (const name of waiting.keys()) {
      if (next === undefined || (running.get(name) ?? 0) < (running.get(next) ?? 0)) {
        next = name;
      }
    }
    const waiter = next === undefined ? undefined : waiting.get(next)?.[0];
    if (next !== undefined && waiter !== undefined) {
      remove(next, waiter);
      waiter.admit(take(next));
    }
  }

  function remove(caller: string, waiter: Waiter): void {
    const rest = (waiting.get(caller) ?? []).filter((one) => one !== waiter);
    // Whoever waits on goes behind the others with as few places.
    waiting.delete(caller);
    if (rest.length > 0) {
      waiting.set(caller, rest);
    }
  }

  return {
    /**
     * Takes a place, waiting for one if need be; null where none became free in time, too many of this
     * caller wait already, or it has `gone` meanwhile.
     */
    async enter(caller: string, gone: AbortSignal): Promise<Leave | null> {
      if (taken < options.places) {
        return take(caller);
      }
      const queue = waiting.get(caller) ?? [];
      if (queue.length >= options.waitingMost || gone.aborted) {
        return null;
      }
      return await new Promise<Leave | null>((resolve) => {
        const end = (leave: Leave | null) => {
          clearTimeout(timer);
          gone.removeEventListener('abort', waiter.refuse);
          resolve(leave);
        };
        const waiter: Waiter = {
          admit: end,
          refuse: () => {
            remove(caller, waiter);
            end(null);
          },
        };
        const timer = setTimeout(waiter.refuse, options.waitMillis);
        gone.addEventListener('abort', waiter.refuse);
        waiting.set(caller, [...queue, waiter]);
      });
    },
    /** How many callers have a place or wait for one. */
    callers: () => new Set([...running.keys(), ...waiting.keys()]).size,
  };
}

export type FairPlaces = ReturnType<typeof createFairPlaces>;
