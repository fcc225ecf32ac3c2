import type { Cell, Charge, Expected } from './cell.js';
import { until } from './eventually.js';
import type { Route } from './route.js';
import { mostTokens, usageFrame } from './routes.js';
import type { Seen, Stage } from './stage.js';

const streams = ({ frames }: Route) => frames !== null;
const perToken = (route: Route) => streams(route) && route.tokens !== null;
const reports = (route: Route) => streams(route) && route.tokens === 'reported';

/** A task goes on where its stream broke: it has ended well, and its caller fetches it. */
async function fetched({ route: { agent }, upstream, task, ask }: Stage): Promise<void> {
  if (agent !== null) {
    upstream.task = { agent, state: 'completed' };
    const params = { id: task };
    await ask(JSON.stringify({ jsonrpc: '2.0', id: 4, method: agent.get, params }));
  }
}

/** A stream that was broken after its first output. */
const brokenLater = (route: Route, ...outcome: string[]): Expected => ({
  ...{ status: 200, end: 'broken' },
  outcome: route.agent === null ? outcome : ['success'],
  charge: route.tokens === null ? 'price' : 'estimate',
});

/** Plays all the frames, with `usage` in the place of the upstream's own. */
async function played(stage: Stage, usage: string): Promise<Seen> {
  const { live, seen } = await stage.streamWithOutput();
  const { closing } = stage.frames;
  const done = closing.indexOf('data: [DONE]');
  const at = usage === '' || done < 0 ? closing.length : done;
  live.end(closing.slice(0, at) + usage + closing.slice(at));
  return await seen();
}

function usageCell(name: string, usage: string, charge: Charge): Cell {
  return {
    name: `streams, ${name}`,
    fits: reports,
    play: (stage) => played(stage, usage),
    expected: () => ({ status: 200, outcome: ['success'], end: 'ended', charge }),
  };
}

const endings: readonly Cell[] = [
  {
    name: 'streams to its end',
    fits: streams,
    play: (stage) => played(stage, stage.frames.usage),
    expected: ({ frames }, { task }) => {
      const { opening = '', output = '', closing = '' } = frames?.(task) ?? {};
      // The usage frame is hidden from a caller who did not ask for it.
      const text = opening + output + closing;
      return { status: 200, outcome: ['success'], charge: 'price', end: 'ended', text };
    },
  },
  usageCell('no usage', '', 'estimate'),
  usageCell('usage twice', usageFrame(1, 1) + usageFrame(5, 6), { prompt: '5', completion: '6' }),
  usageCell('huge usage', usageFrame(1_000_000, 1), 'hold'),
  {
    name: 'streams an error before output',
    fits: (route) => streams(route) && route.kind !== 'http',
    async play(stage) {
      const { live, seen } = await stage.stream();
      live.end('data: {"jsonrpc":"2.0","id":3,"error":{"code":-1,"message":"no"}}\n\n');
      return await seen();
    },
    expected: () => ({ status: 200, outcome: ['upstream_error'], charge: 'nothing' }),
  },
  {
    name: 'streams an error after output',
    fits: perToken,
    async play(stage) {
      const { live, seen } = await stage.streamWithOutput();
      live.end('data: {"error":{"message":"no"}}\n\n');
      return await seen();
    },
    expected: () => ({ status: 200, outcome: ['upstream_error'], charge: 'estimate' }),
  },
  {
    name: 'streams more than was held',
    fits: perToken,
    async play(stage) {
      const { live, seen } = await stage.streamWithOutput();
      const longest = 'x'.repeat(16 * (mostTokens + 1000));
      live.write(stage.frames.output.replace('abcdefgh', longest));
      return await seen();
    },
    expected: (_route, _stage) => ({
      ...{ status: 200, outcome: ['cut_short'], charge: 'hold', end: 'broken' },
    }),
  },
];

const breaks: readonly Cell[] = [
  {
    name: 'stream breaks before output',
    fits: streams,
    async play(stage) {
      const { live, seen } = await stage.stream();
      live.destroy();
      return await seen();
    },
    expected: () => ({ status: 200, outcome: ['cut_short'], charge: 'nothing', end: 'broken' }),
  },
  {
    name: 'stream breaks later',
    fits: streams,
    async play(stage) {
      const { live, seen } = await stage.streamWithOutput();
      live.destroy();
      const saw = await seen();
      await fetched(stage);
      return saw;
    },
    expected: (route) => brokenLater(route, 'cut_short'),
  },
  {
    name: 'stream stalls before output',
    fits: streams,
    choice: 'quick',
    play: async (stage) => await (await stage.stream()).seen(),
    expected: () => ({
      ...{ status: 200, outcome: ['timed_out', 'cut_short'], charge: 'nothing', end: 'broken' },
    }),
  },
  {
    name: 'stream stalls later',
    fits: streams,
    choice: 'quick',
    async play(stage) {
      const saw = await (await stage.streamWithOutput()).seen();
      await fetched(stage);
      return saw;
    },
    expected: (route) => brokenLater(route, 'timed_out', 'cut_short'),
  },
];

/** The caller of a stream leaves: it is aborted, or runs on to its end. */
async function leaves(stage: Stage, withOutput: boolean): Promise<Seen> {
  const { call, reply, live } = await (withOutput ? stage.streamWithOutput() : stage.stream());
  call.leave();
  await reply.end;
  if (stage.route.callerLeaves === 'is_aborted') {
    await until('the upstream is aborted', () => live.destroyed);
  } else {
    const { opening, output, closing } = stage.frames;
    live.end(withOutput ? closing : opening + output + closing);
  }
  return { status: reply.status, headers: reply.headers };
}

const callers: readonly Cell[] = [
  {
    name: 'caller leaves before output',
    fits: streams,
    play: (stage) => leaves(stage, false),
    expected: ({ callerLeaves }) =>
      callerLeaves === 'is_aborted'
        ? { outcome: ['caller_went_away'], charge: 'nothing' }
        : { outcome: ['caller_went_away', 'success'], charge: 'price' },
  },
  {
    name: 'caller leaves in mid-stream',
    fits: streams,
    play: (stage) => leaves(stage, true),
    expected: ({ callerLeaves }) =>
      callerLeaves === 'is_aborted'
        ? { outcome: ['caller_went_away'], charge: 'estimate' }
        : { outcome: ['caller_went_away', 'success'], charge: 'price' },
  },
];

/** Cells of replies that stream. */
export const streamCells: readonly Cell[] = [...endings, ...breaks, ...callers];
