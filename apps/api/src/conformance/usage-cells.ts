import type { Cell } from './cell.js';
import type { Route } from './route.js';
import { mostTokens, usageOf } from './routes.js';
import { answer } from './upstream.js';

const reports = ({ tokens, frames }: Route) => tokens === 'reported' && frames === null;

/** A good reply with something else in the place of its usage. */
function replyWith({ kind }: Route, usage: string): string {
  const choices = '"choices":[{"message":{"content":"abcd"}}]';
  return `{${kind === 'embeddings' ? '"data":[]' : choices}${usage === '' ? '' : ','}${usage}}`;
}

function usageCell(
  name: string,
  usage: string,
  expected: Pick<ReturnType<Cell['expected']> & object, 'charge'>,
): Cell {
  return {
    name,
    fits: reports,
    play: (stage) => stage.whole((_req, res) => answer(res, replyWith(stage.route, usage))),
    expected: (route) => ({
      ...{ status: 200, outcome: ['success'], end: 'ended', text: replyWith(route, usage) },
      charge: expected.charge,
    }),
  };
}

const usage = (prompt: number, completion: number) =>
  `"usage":${JSON.stringify(usageOf(prompt, completion))}`;

/** What a whole reply says of its tokens, when it does not say it well. */
export const usageCells: readonly Cell[] = [
  usageCell('no usage', '', { charge: 'estimate' }),
  usageCell('usage is null', '"usage":null', { charge: 'estimate' }),
  usageCell('usage is no count', '"usage":{"prompt_tokens":-5,"completion_tokens":"many"}', {
    charge: 'estimate',
  }),
  usageCell('usage twice', `${usage(1, 1)},${usage(5, 0)}`, {
    charge: { prompt: '5', completion: '0' },
  }),
  usageCell('huge usage', usage(1_000_000, mostTokens), { charge: 'hold' }),
];
