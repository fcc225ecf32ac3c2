import type { GatewayDeps } from '../deps.js';
import type { CallFacts, Outcome, Verdict } from '../metering/call-facts.js';
import { holdIdOf } from '../metering/call-facts.js';
import type { Settled, Settler } from '../metering/settle.js';
import type { Deliveries } from '../records/deliveries.js';
import type { OpenCallRecord, OpenCalls } from '../records/open-calls.js';
import { type TaskRecords, taskKeyOf } from '../records/task-records.js';
import type { Protocol } from './envelope.js';
import { type TaskView, turnEnd, verdictOf } from './states.js';

/** Longest life of a hold. */
const longestMillis = 24 * 3_600_000;
/** How far a hold of a task that goes on is extended, and how close its end is then. */
const extendMillis = 10 * 60_000;
const extendWhenCloserMillis = 5 * 60_000;
const firstPollMillis = 5_000;
const longestPollMillis = 5 * 60_000;

/** What settling a turn did. `null` where the call was not open any more in this process's view. */
export interface TurnEnd {
  readonly settled: Settled;
  /** False where it had been settled before. */
  readonly now: boolean;
}

export interface TurnsDeps
  extends Pick<GatewayDeps, 'ledger' | 'environment' | 'logger' | 'config'> {
  readonly settler: Settler;
  readonly openCalls: OpenCalls;
  readonly tasks: TaskRecords;
  readonly deliveries: Deliveries;
}

function later(from: Date, millis: number): string {
  return new Date(from.getTime() + millis).toISOString();
}

/** Time to the next poll of a task that goes on: doubles from five seconds to five minutes. */
export function pollPause(polls: number): number {
  return Math.min(firstPollMillis * 2 ** Math.min(polls, 10), longestPollMillis);
}

/** The turns of tasks: opened with a hold, ended once, whoever brings the news. */
export function createTurns(deps: TurnsDeps) {
  const { openCalls, tasks, environment, settler } = deps;

  function settledBefore(call: OpenCallRecord): Settled | undefined {
    const { settled } = call;
    return settled === null
      ? undefined
      : {
          usageId: settled.usageId,
          outcome: settled.outcome as Outcome,
          credits: BigInt(settled.micros),
          available: null,
          paid: true,
          refusal: null,
        };
  }

  /** The next late charge may only be made after this one was refused, so the number moves here. */
  async function refusedOnce(call: OpenCallRecord): Promise<void> {
    await openCalls.change(call.id, (doc) =>
      doc.settled === null && doc.lateAttempt === call.lateAttempt
        ? { ...doc, status: 'unpaid', lateAttempt: doc.lateAttempt + 1, nextPollAt: null }
        : undefined,
    );
  }

  /** Settles one call. The ledger takes the first end, whatever comes twice or in parallel. */
  async function end(call: OpenCallRecord, verdict: Verdict): Promise<TurnEnd> {
    const before = settledBefore(call);
    if (before !== undefined) {
      return { settled: before, now: false };
    }
    const settled = await settler.settle(call.facts, verdict, call.lateAttempt);
    if (!settled.paid) {
      await refusedOnce(call);
      return { settled, now: true };
    }
    const { usageId, outcome, credits } = settled;
    await openCalls.change(call.id, (doc) =>
      doc.settled === null
        ? {
            ...doc,
            status: 'settled',
            nextPollAt: null,
            settled: { usageId, outcome, micros: credits.toString() },
          }
        : undefined,
    );
    await deps.deliveries.release(call.id);
    return { settled, now: true };
  }

  function verdictFor(call: OpenCallRecord, outcome: Outcome, outputs: number): Verdict {
    return verdictOf(outcome, {
      price: call.facts.priceVersion.price,
      creditPrice: deps.config.creditPrice,
      output: outputs > call.outputsBefore,
      upstreamStatus: null,
    });
  }

  return {
    end,
    verdictFor,
    /** A record for a call whose end may come later; not stored yet. */
    open(call: {
      readonly facts: CallFacts;
      readonly upstreamUrl: string;
      readonly protocol: Protocol;
      readonly holdEndsAt: string;
      readonly outputsBefore: number;
    }): OpenCallRecord {
      const { facts } = call;
      return {
        ...call,
        id: facts.usageId,
        moduleId: facts.moduleId,
        taskKey: null,
        taskId: null,
        status: 'open',
        lateAttempt: 0,
        deadline: later(new Date(facts.startedAt), longestMillis),
        nextPollAt: null,
        polls: 0,
        settled: null,
      };
    },
    /** Extends the hold of an open call as far as it may live, and plans its next poll. */
    async goesOn(call: OpenCallRecord): Promise<void> {
      const now = environment.now();
      if (now.toISOString() >= call.deadline) {
        await openCalls.change(call.id, (doc) =>
          doc.status === 'open' ? { ...doc, status: 'lapsed', nextPollAt: null } : undefined,
        );
        return;
      }
      const wanted = later(now, extendMillis);
      const until = wanted < call.deadline ? wanted : call.deadline;
      const extend =
        call.holdEndsAt < later(now, extendWhenCloserMillis) && until > call.holdEndsAt;
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
    },
    /** Settles every call of a task that waits for what `view` says; nothing while it goes on. */
    async endTask(moduleId: string, view: TaskView): Promise<TurnEnd[]> {
      const key = taskKeyOf(moduleId, view.taskId);
      const updatedAt = environment.now().toISOString();
      const outcome = turnEnd(view.state);
      const waiting = outcome === undefined ? [] : await openCalls.unsettledOf(key);
      const ends: TurnEnd[] = [];
      for (const call of waiting) {
        if (outcome !== undefined) {
          ends.push(await end(call, verdictFor(call, outcome, view.outputs)));
        }
      }
      await tasks.setState(key, { state: view.state, outputs: view.outputs, updatedAt });
      return ends;
    },
  };
}

export type Turns = ReturnType<typeof createTurns>;
