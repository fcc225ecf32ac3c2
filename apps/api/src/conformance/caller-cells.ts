import type { Cell } from './cell.js';
import { within } from './eventually.js';
import type { Seen, Stage } from './stage.js';
import { answer } from './upstream.js';

const any = () => true;

/** The caller hangs up before its request is complete. */
async function leavesWhileSending(stage: Stage, bytes: number): Promise<Seen> {
  const call = stage.start(bytes);
  call.leave();
  await within('the hang-up', call.reply);
  return { headers: {} };
}

/** The caller hangs up while the upstream thinks; the answer comes all the same. */
async function leavesBeforeAnswer(stage: Stage): Promise<Seen> {
  const { upstream, route, task } = stage;
  const asked = new Promise<() => void>((resolve) => {
    upstream.act = (_req, res) => resolve(() => answer(res, route.good(task)));
  });
  const call = stage.start();
  const give = await within('the call at the upstream', asked);
  call.leave();
  await within('the hang-up', call.reply);
  give();
  return { headers: {} };
}

/** What a caller does who does not stay. Streams have more, see stream-cells.ts. */
export const callerCells: readonly Cell[] = [
  {
    name: 'caller leaves in its headers',
    fits: any,
    play: (stage) => leavesWhileSending(stage, 0),
    expected: () => null,
  },
  {
    name: 'caller leaves in its body',
    fits: any,
    play: (stage) => leavesWhileSending(stage, 5),
    expected: () => null,
  },
  {
    name: 'caller leaves before the answer',
    fits: any,
    play: leavesBeforeAnswer,
    expected: () => ({ outcome: ['caller_went_away', 'success'], charge: 'price' }),
  },
  {
    name: 'caller leaves after the end',
    fits: any,
    async play(stage) {
      const { route, task } = stage;
      stage.upstream.act = (_req, res) => answer(res, route.good(task));
      const call = stage.start();
      const reply = await within('the reply', call.reply);
      await reply?.end;
      call.leave();
      return reply === undefined
        ? { headers: {} }
        : { status: reply.status, headers: reply.headers, text: reply.text() };
    },
    expected: ({ good }, { task }) => ({
      ...{ status: 200, outcome: ['success'], charge: 'price', text: good(task) },
    }),
  },
];
