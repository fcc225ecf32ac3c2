import { ModelLedger } from '@telex-credits/ledger-testkit';
import { parseCredits } from '@telex-credits/money';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type FlakyLedger, flaky } from '../../testing/flaky-ledger.js';
import {
  type AgentBench,
  message,
  pushConfig,
  result,
  startAgentBench,
  task,
} from '../testing/agent-bench.js';
import { json } from '../testing/stub.js';

let bench: AgentBench;
let ledger: FlakyLedger;

beforeEach(async () => {
  bench = await startAgentBench((clock) => {
    ledger = flaky(new ModelLedger({ now: clock.now, baseCurrency: 'USD' }));
    return ledger;
  });
});
afterEach(async () => {
  await bench.close();
});

it('an answer of which pushes are asked for is served while the ledger gives none, and settled later', async () => {
  bench.agent.behave = (_req, res) => {
    ledger.faults.push(...Array.from({ length: 10 }, () => 'answers_unknown' as const));
    json(res, result(task('completed')));
  };
  const got = await bench.send(message({}, pushConfig(bench.telex.origin)));
  expect([got.status, got.json.result?.status, got.headers['x-credits-held']]).toEqual([
    200,
    { state: 'completed' },
    '1',
  ]);
  await bench.rig.gateway.pollOpenTasks();
  expect(await bench.outcomes()).toEqual(['success']);
  expect(await bench.rig.balance()).toEqual({ available: parseCredits('9'), held: 0n });
});
