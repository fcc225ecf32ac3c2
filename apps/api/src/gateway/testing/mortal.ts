/** One life of a process that a test can end. */
export interface Life {
  ended: boolean;
}

function never(): Promise<never> {
  return new Promise(() => {});
}

function isPromise(value: unknown): value is Promise<unknown> {
  return value instanceof Promise;
}

/**
 * What a process sees of a store while it lives: once its life has ended, nothing that it still asks
 * for is done, and no answer reaches it. That is what SIGKILL is to the process that follows.
 */
export function mortal<T extends object>(store: T, life: Life): T {
  return new Proxy(store, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') {
        return value;
      }
      return (...args: unknown[]): unknown => {
        if (life.ended) {
          return never();
        }
        const answer: unknown = value.apply(target, args);
        if (isPromise(answer)) {
          return answer.then((told) => (life.ended ? never() : told));
        }
        return typeof answer === 'object' && answer !== null ? mortal(answer, life) : answer;
      };
    },
  });
}
