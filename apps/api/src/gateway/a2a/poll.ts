import type { GatewayDeps } from '../deps.js';
import type { OpenCallRecord, OpenCalls } from '../records/open-calls.js';
import type { ModuleCalls } from '../signing/module-calls.js';
import { readReply } from './agent-reply.js';
import type { KeepGoing } from './keep-going.js';
import type { OpenTurn } from './open-turn.js';
import { turnEnd } from './states.js';
import type { Turns } from './turns.js';

const leaseMillis = 60_000;
const timeLimitMillis = 15_000;
const atOnce = 50;

function question(call: OpenCallRecord): { body: Buffer; headers: Record<string, string> } {
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    'accept-encoding': 'identity',
  };
  const method = call.protocol === '0.3' ? 'tasks/get' : 'GetTask';
  const body = { jsonrpc: '2.0', id: `poll-${call.polls}`, method, params: { id: call.taskId } };
  return {
    body: Buffer.from(JSON.stringify(body)),
    headers: call.protocol === '0.3' ? headers : { ...headers, 'a2a-version': '1.0' },
  };
}

/** Asks agents about tasks that go on: settles those that ended, extends the holds of the others. */
export function createPoll(
  deps: Pick<GatewayDeps, 'environment' | 'logger'> & {
    readonly moduleCalls: ModuleCalls;
    readonly openCalls: OpenCalls;
    readonly turns: Turns;
    readonly keepGoing: KeepGoing;
    readonly openTurn: OpenTurn;
  },
) {
  async function poll(call: OpenCallRecord): Promise<void> {
    if (deps.openTurn.isLive(call.id)) {
      await deps.keepGoing(call);
      return;
    }
    const { moduleId, id: usageId } = call;
    const { organisationId } = call.facts;
    const url = new URL(call.upstreamUrl);
    const result = await deps.moduleCalls.request(
      { url, method: 'POST', ...question(call), timeLimitMillis, large: 'refuse' },
      { moduleId, usageId, organisationId },
    );
    const ok = result.kind === 'whole' && result.status === 200;
    const reply = ok ? readReply(result.body) : undefined;
    const view =
      reply?.kind === 'task' && reply.task.taskId === call.taskId ? reply.task : undefined;
    if (view !== undefined) {
      await deps.turns.endTask(call.moduleId, view);
    }
    if (view === undefined || turnEnd(view.state) === undefined) {
      await deps.keepGoing(call);
    }
  }

  /** Works the polls that are due; answers how many. */
  return async (): Promise<number> => {
    const now = deps.environment.now();
    const lease = new Date(now.getTime() + leaseMillis);
    const due = await deps.openCalls.takeDue(now, lease, atOnce);
    await Promise.all(
      due.map((call) =>
        poll(call).catch((error: unknown) => {
          deps.logger.warn({ err: error, usageId: call.id }, 'a task could not be polled');
        }),
      ),
    );
    return due.length;
  };
}
