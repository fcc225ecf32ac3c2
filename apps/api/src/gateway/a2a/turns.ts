import type { GatewayDeps } from '../deps.js';
import type { Outcome, Verdict } from '../metering/call-facts.js';
import type { RecordLoss } from '../metering/record-loss.js';
import type { Settled, Settler } from '../metering/settle.js';
import type { Deliveries } from '../records/deliveries.js';
import type { OpenCallRecord, OpenCalls } from '../records/open-calls.js';
import { type TaskRecords, taskKeyOf } from '../records/task-records.js';
import { mayCost, type Said, type TaskView, turnEnd, verdictOf } from './states.js';
import { zeroUnits } from './units-said.js';

/** What settling a turn did. `null` where the call was not open any more in this process's view. */
export interface TurnEnd {
  readonly settled: Settled;
  /** False where it had been settled before. */
  readonly now: boolean;
}

export interface TurnsDeps extends Pick<GatewayDeps, 'environment' | 'config'> {
  readonly settler: Settler;
  readonly recordLoss: RecordLoss;
  readonly openCalls: OpenCalls;
  readonly tasks: TaskRecords;
  readonly deliveries: Deliveries;
}

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

/** Ends single calls: once each, whoever brings the news. */
function createEnds(deps: TurnsDeps) {
  const { openCalls, settler } = deps;

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

  /**
   * Ends a call whose result has been delivered already: where the charge after the hold's end is
   * refused, it is the platform's loss, and no later fetch is charged for it.
   */
  async function endDelivered(call: OpenCallRecord, verdict: Verdict): Promise<void> {
    const { settled } = await end(call, verdict);
    if (settled.paid) {
      return;
    }
    await deps.recordLoss(call.facts, verdict);
    const lost = { usageId: settled.usageId, outcome: settled.outcome, micros: '0' };
    await openCalls.change(call.id, (doc) =>
      doc.settled === null
        ? { ...doc, status: 'lost', nextPollAt: null, settled: lost }
        : undefined,
    );
    await deps.deliveries.release(call.id);
  }

  return { end, endDelivered };
}

/** The turns of tasks: opened with a hold, ended once, whoever brings the news. */
export function createTurns(deps: TurnsDeps) {
  const { openCalls, tasks, environment } = deps;
  const { end, endDelivered } = createEnds(deps);

  function verdictFor(call: OpenCallRecord, outcome: Outcome, said: Said): Verdict {
    return verdictOf(outcome, {
      price: call.facts.priceVersion.price,
      creditPrice: deps.config.creditPrice,
      ...{ said, outputsBefore: call.outputsBefore },
      upstreamStatus: null,
    });
  }

  /**
   * What a task said, as far as it counts for this call: its units count once, for one of the calls
   * that end with it.
   */
  async function saidTo(
    call: Pick<OpenCallRecord, 'facts' | 'unitsBefore'>,
    outcome: Outcome,
    task: { readonly key: string; readonly view: TaskView },
  ): Promise<Said> {
    const { usageId, priceVersion } = call.facts;
    if (priceVersion.price.model !== 'per_unit' || !mayCost(outcome, priceVersion.price)) {
      return task.view;
    }
    const counts = await tasks.countUnits(task.key, { usageId, before: call.unitsBefore ?? 0 });
    return counts ? task.view : { ...task.view, units: zeroUnits };
  }

  /** Works every call of a task that waits for what `view` says; nothing while it goes on. */
  async function eachWaiting<End>(
    moduleId: string,
    view: TaskView,
    work: (call: OpenCallRecord, verdict: Verdict) => Promise<End>,
  ): Promise<End[]> {
    const key = taskKeyOf(moduleId, view.taskId);
    const updatedAt = environment.now().toISOString();
    const outcome = turnEnd(view.state);
    const waiting = outcome === undefined ? [] : await openCalls.unsettledOf(key);
    const ends: End[] = [];
    for (const call of waiting) {
      if (outcome !== undefined) {
        const said = await saidTo(call, outcome, { key, view });
        ends.push(await work(call, verdictFor(call, outcome, said)));
      }
    }
    await tasks.setState(key, { state: view.state, outputs: view.outputs, updatedAt });
    return ends;
  }

  return {
    end,
    endDelivered,
    verdictFor,
    saidTo,
    /** Settles every call of a task that waits for what `view` says; nothing while it goes on. */
    endTask: (moduleId: string, view: TaskView) => eachWaiting(moduleId, view, end),
    /** The same for a result that has been delivered already. */
    async endDeliveredTask(moduleId: string, view: TaskView): Promise<void> {
      await eachWaiting(moduleId, view, endDelivered);
    },
  };
}

export type Turns = ReturnType<typeof createTurns>;
