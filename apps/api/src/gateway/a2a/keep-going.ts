import type { GatewayDeps } from '../deps.js';
import { holdIdOf } from '../metering/call-facts.js';
import type { OpenCallRecord, OpenCalls } from '../records/open-calls.js';

/** How far a hold of a task that goes on is extended, and how close its end is then. */
const extendMillis = 10 * 60_000;
const extendWhenCloserMillis = 5 * 60_000;
const firstPollMillis = 5_000;
const longestPollMillis = 5 * 60_000;

function later(from: Date, millis: number): string {
  return new Date(from.getTime() + millis).toISOString();
}

/** Time to the next poll of a task that goes on: doubles from five seconds to five minutes. */
function pollPause(polls: number): number {
  return Math.min(firstPollMillis * 2 ** Math.min(polls, 10), longestPollMillis);
}

/** When a task that was just named is asked about for the first time. */
export function firstPollAt(now: Date): string {
  return later(now, pollPause(0));
}

/** Makes what keeps the call of a task that goes on. */
export function createKeepGoing(
  deps: Pick<GatewayDeps, 'ledger' | 'environment'> & { readonly openCalls: OpenCalls },
) {
  const { openCalls, environment } = deps;

  /** Extends the hold of an open call as far as it may live, and plans its next poll. */
  return async (call: OpenCallRecord): Promise<void> => {
    const now = environment.now();
    if (now.toISOString() >= call.deadline) {
      await openCalls.change(call.id, (doc) =>
        doc.status === 'open' ? { ...doc, status: 'lapsed', nextPollAt: null } : undefined,
      );
      return;
    }
    const most = Date.parse(call.deadline);
    const until = new Date(Math.min(now.getTime() + extendMillis, most)).toISOString();
    const extend = call.holdEndsAt < later(now, extendWhenCloserMillis) && until > call.holdEndsAt;
    if (extend) {
      const id = environment.newId('ext');
      const holdId = holdIdOf(call.id);
      await deps.ledger.submit([{ type: 'extend', id, holdId, expiresAt: until }]);
    }
    await openCalls.change(call.id, (doc) =>
      doc.status === 'open'
        ? {
            ...doc,
            holdEndsAt: extend ? until : doc.holdEndsAt,
            nextPollAt: later(now, pollPause(doc.polls)),
            polls: doc.polls + 1,
          }
        : undefined,
    );
  };
}

export type KeepGoing = ReturnType<typeof createKeepGoing>;
