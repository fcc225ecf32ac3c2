import type { GatewayDeps } from '../deps.js';
import type { Outcome, Verdict } from '../metering/call-facts.js';
import type { Settled } from '../metering/settle.js';
import { unlessLedgerAway } from '../metering/unless-ledger-away.js';
import type { OpenCallRecord, OpenCalls } from '../records/open-calls.js';
import type { CallbackMaker } from './callback-maker.js';
import { firstPollAt, type KeepGoing } from './keep-going.js';
import { recordOf, type Sending } from './sending.js';
import { type Said, type TaskView, verdictOf } from './states.js';
import type { Turns } from './turns.js';

/** What the turn of a message costs. */
function createVerdicts({
  config,
  turns,
}: Pick<GatewayDeps, 'config'> & { readonly turns: Turns }) {
  function verdictFor(sending: Sending, outcome: Outcome, said: Said): Verdict {
    return verdictOf(outcome, {
      price: sending.open.facts.priceVersion.price,
      creditPrice: config.creditPrice,
      ...{ said, outputsBefore: sending.outputsBefore },
      upstreamStatus: 200,
    });
  }

  /** The same for a turn that ends with its task. */
  async function verdictOn(
    sending: Sending,
    outcome: Outcome,
    task: { readonly key: string; readonly view: TaskView },
  ): Promise<Verdict> {
    const { open, unitsBefore } = sending;
    const call = { facts: open.facts, unitsBefore };
    return verdictFor(sending, outcome, await turns.saidTo(call, outcome, task));
  }

  return { verdictFor, verdictOn };
}

/** The running turn of a message, whether its answer comes whole or as a stream. */
export function createOpenTurn(
  deps: Pick<GatewayDeps, 'config' | 'environment'> & {
    readonly openCalls: OpenCalls;
    readonly turns: Turns;
    readonly keepGoing: KeepGoing;
    readonly callbackMaker: CallbackMaker;
  },
) {
  const { openCalls, turns, environment } = deps;
  const live = new Set<string>();

  /** Names the task in the call's record, where it has one: pushes of it are taken from then on. */
  async function name(
    { open }: Sending,
    task: { readonly key: string; readonly taskId: string },
  ): Promise<OpenCallRecord | undefined> {
    const { usageId } = open.facts;
    const named = { taskKey: task.key, taskId: task.taskId };
    const record = await openCalls.change(usageId, (doc) => ({ ...doc, ...named }));
    if (record?.status === 'open') {
      await deps.callbackMaker.bindCall(usageId, task.key);
    }
    return record;
  }

  async function inserted(sending: Sending, heldAt: Date): Promise<void> {
    if ((await openCalls.get(sending.open.facts.usageId)) === undefined) {
      await openCalls.insert(recordOf(sending, heldAt));
    }
  }

  return {
    name,
    ...createVerdicts(deps),
    /**
     * Keeps the call of a task that a stream has named, before that event goes on: a gateway that
     * takes over after this one was killed polls the task from its record.
     */
    async follow(
      sending: Sending,
      task: { readonly key: string; readonly taskId: string },
    ): Promise<void> {
      const { usageId, startedAt } = sending.open.facts;
      live.add(usageId);
      await inserted(sending, new Date(startedAt));
      const record = await name(sending, task);
      const nextPollAt = firstPollAt(environment.now());
      if (record?.status === 'open') {
        await openCalls.change(usageId, (doc) =>
          doc.status === 'open' ? { ...doc, nextPollAt } : undefined,
        );
      }
    },
    /** Whether this process reads the call's stream: it needs no poll then. */
    isLive: (usageId: string) => live.has(usageId),
    /** The stream of a call has ended, however it did. */
    unfollow(usageId: string): void {
      live.delete(usageId);
    },
    /**
     * Settles a streamed call that has a record, after its delivery; false where it has none or the
     * ledger is away, and the layer settles it.
     */
    async settleDelivered({ open }: Sending, verdict: Verdict): Promise<boolean> {
      const record = await openCalls.get(open.facts.usageId);
      const settled =
        record && (await unlessLedgerAway(turns.endDelivered(record, verdict).then(() => true)));
      return settled === true;
    },
    /**
     * Settles a call that has a record; undefined where it has none or the ledger is away, and the
     * layer settles it.
     */
    async settleKept({ open }: Sending, verdict: Verdict): Promise<Settled | undefined> {
      const record = await openCalls.get(open.facts.usageId);
      return record && (await unlessLedgerAway(turns.end(record, verdict)))?.settled;
    },
    /**
     * Keeps the call of a task that goes on: its hold is extended and its end awaited. Answers the
     * record where it was ended before. `heldAt` is when the credits were held.
     */
    async keep(
      sending: Sending,
      task: { readonly key: string; readonly taskId: string },
      heldAt: Date,
    ): Promise<OpenCallRecord | undefined> {
      await inserted(sending, heldAt);
      const record = await name(sending, task);
      if (record !== undefined && record.status !== 'open') {
        return record;
      }
      if (record !== undefined) {
        await deps.keepGoing(record);
      }
      return undefined;
    },
  };
}

export type OpenTurn = ReturnType<typeof createOpenTurn>;
