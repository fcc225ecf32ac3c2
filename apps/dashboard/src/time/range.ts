import { type Day, endOfDay, startOfDay } from './days.js';

/** Days as the API's `from` and `to`; what is not given is left out. */
export function momentsOf(range: {
  readonly from?: Day | undefined;
  readonly to?: Day | undefined;
}): { from?: string; to?: string } {
  return {
    ...(range.from === undefined ? {} : { from: startOfDay(range.from) }),
    ...(range.to === undefined ? {} : { to: endOfDay(range.to) }),
  };
}
