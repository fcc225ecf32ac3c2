import { rpcResult, taskReply } from './agent-routes.js';
import type { Cell, Expected } from './cell.js';
import type { Route } from './route.js';
import { type Act, answer } from './upstream.js';

const any = () => true;
const isAgent = (route: Route) => route.agent !== null;
const nothing = (status: number, ...outcome: string[]): Expected => ({
  ...{ status, outcome, charge: 'nothing' },
});
/** A reply that a route reads is no answer to pay for; one that it only passes on is. */
const unread = ({ reads }: Route): Expected =>
  reads
    ? nothing(200, 'upstream_error')
    : { status: 200, outcome: ['success'], charge: 'price', end: 'ended' };

const begun = { 'content-type': 'application/json', 'content-length': '9999' };
/** Says that more comes than does. */
const beginWhole: Act = (_req, res) => {
  res.writeHead(200, begun);
  res.write('{');
};

interface Misbehaviour extends Pick<Cell, 'name' | 'choice'> {
  readonly act: Act;
  readonly expected: Cell['expected'];
  readonly fits?: Cell['fits'];
}

const misbehaviours: readonly Misbehaviour[] = [
  {
    name: 'slow first byte',
    choice: 'quick',
    act: () => {},
    expected: () => nothing(504, 'timed_out'),
  },
  {
    name: 'hangs up',
    act: (req) => req.socket.destroy(),
    expected: () => nothing(502, 'not_reached'),
  },
  {
    name: 'breaks in the middle',
    act(_req, res) {
      res.writeHead(200, begun);
      res.write('{', () => res.destroy());
    },
    expected: () => nothing(502, 'cut_short'),
  },
  {
    name: 'stalls in the middle',
    choice: 'quick',
    act: beginWhole,
    expected: () => nothing(502, 'cut_short'),
  },
  { name: 'truncated JSON', act: (_req, res) => answer(res, '{"half":'), expected: unread },
  {
    name: 'another content type',
    act(_req, res) {
      res.writeHead(200, { 'content-type': 'text/html' });
      res.end('<p>Sign in</p>');
    },
    expected: unread,
  },
  {
    name: 'answers 500',
    act: (_req, res) => answer(res, '{"no":1}', 500),
    expected: () => ({ ...nothing(500, 'upstream_error'), text: '{"no":1}' }),
  },
  {
    name: 'answers 429',
    act(_req, res) {
      res.setHeader('retry-after', '9');
      answer(res, '{"no":1}', 429);
    },
    expected: () => ({ ...nothing(429, 'upstream_error'), headers: { 'retry-after': '9' } }),
  },
  {
    name: 'redirects',
    act(_req, res) {
      res.writeHead(302, { location: 'http://169.254.169.254/' });
      res.end();
    },
    expected: () => nothing(302, 'upstream_error'),
  },
  {
    name: 'answers 500, errors billable',
    choice: 'errors',
    act: (_req, res) => answer(res, '{"no":1}', 500),
    expected: () => ({ status: 500, outcome: ['upstream_error'], charge: 'price' }),
  },
  {
    name: 'JSON-RPC error',
    fits: isAgent,
    act: (_req, res) => answer(res, { jsonrpc: '2.0', id: 3, error: { code: -1, message: 'no' } }),
    expected: () => nothing(200, 'upstream_error'),
  },
  {
    name: 'JSON-RPC error, errors billable',
    fits: isAgent,
    choice: 'errors',
    act: (_req, res) => answer(res, { jsonrpc: '2.0', id: 3, error: { code: -1, message: 'no' } }),
    expected: () => ({ status: 200, outcome: ['upstream_error'], charge: 'price' }),
  },
  {
    name: 'envelope says error',
    fits: ({ kind }) => kind === 'telexai',
    act: (_req, res) => answer(res, { status: 'error', status_code: 500, message: 'no' }),
    expected: () => nothing(200, 'upstream_error'),
  },
  {
    name: 'answers a message',
    fits: isAgent,
    act: (_req, res) => answer(res, rpcResult({ message: { role: 'ROLE_AGENT', parts: [] } })),
    expected: () => ({ status: 200, outcome: ['success'], charge: 'price' }),
  },
];

const behaves: Cell = {
  name: 'behaves',
  fits: any,
  play: (stage) => stage.whole((_req, res) => answer(res, stage.route.good(stage.task))),
  expected: ({ good }, { task }) => ({
    ...{ status: 200, outcome: ['success'], charge: 'price', end: 'ended', text: good(task) },
  }),
};

function stateCell(state: string, cell: Pick<Cell, 'name' | 'choice'>, expected: Expected): Cell {
  return {
    ...cell,
    fits: isAgent,
    play: (stage) =>
      stage.whole((_req, res) => {
        const { agent } = stage.route;
        answer(res, agent === null ? '' : taskReply(agent, stage.task, state));
      }),
    expected: () => expected,
  };
}

/** What the terminal states of a task cost. */
const states = [
  ['failed', 'failed', 'nothing'],
  ['rejected', 'rejected', 'nothing'],
  ['auth-required', 'auth_required', 'nothing'],
  ['input-required', 'input_required', 'price'],
  ['canceled', 'canceled', 'price'],
] as const;
const stateCells = [
  ...states.map(([state, outcome, charge]) =>
    stateCell(state, { name: `task ${state}` }, { status: 200, outcome: [outcome], charge }),
  ),
  stateCell(
    'failed',
    { name: 'task failed, errors billable', choice: 'errors' },
    { status: 200, outcome: ['failed'], charge: 'price' },
  ),
];

const laterCell: Cell = {
  name: 'task goes on, fetched later',
  fits: isAgent,
  async play(stage) {
    const { agent } = stage.route;
    if (agent === null) {
      throw new Error('no agent');
    }
    const working = taskReply(agent, stage.task, 'working');
    const seen = await stage.whole((_req, res) => answer(res, working));
    stage.upstream.task = { agent, state: 'completed' };
    const params = { id: stage.task };
    await stage.ask(JSON.stringify({ jsonrpc: '2.0', id: 4, method: agent.get, params }));
    return seen;
  },
  expected: () => ({ status: 200, outcome: ['success'], charge: 'price' }),
};

/** Cells of replies that come as a whole; a route that streams may be answered so, too. */
export const wholeCells: readonly Cell[] = [
  behaves,
  ...misbehaviours.map(
    ({ act, fits = any, ...cell }): Cell => ({
      ...cell,
      fits,
      play: (stage) => stage.whole(act),
    }),
  ),
  ...stateCells,
  laterCell,
];
