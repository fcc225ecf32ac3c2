import { ModelLedger } from '@telex-credits/ledger-testkit';
import { parseCredits } from '@telex-credits/money';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AgentBench, startAgentBench } from '../testing/agent-bench.js';
import type { Clock, Rig } from '../testing/rig.js';
import { json, type StubServer } from '../testing/stub.js';

const ledger = (clock: Clock) => new ModelLedger({ now: clock.now, baseCurrency: 'USD' });
const _credits = parseCredits;

describe('cards of agents', () => {
  let bench: AgentBench;
  let rig: Rig;
  let agent: StubServer;
  const _send: AgentBench['send'] = (body, more) => bench.send(body, more);

  beforeEach(async () => {
    bench = await startAgentBench(ledger);
    ({ rig, agent } = bench);
  });
  afterEach(async () => {
    await bench.close();
  });

  describe('agent cards', () => {
    const card = (origin: string) => ({
      name: 'Bot',
      url: `${origin}/a2a/bot`,
      additionalInterfaces: [
        { url: `${origin}/a2a/bot`, transport: 'JSONRPC' },
        { url: `${origin}/grpc`, transport: 'GRPC' },
      ],
      supportedInterfaces: [
        { url: `${origin}/a2a/bot`, protocolBinding: 'JSONRPC', protocolVersion: '1.0' },
      ],
      signatures: [{ protected: 'x', signature: 'y' }],
    });

    it('are public, and name the gateway’s address only', async () => {
      agent.behave = (req, res) =>
        req.url === '/a2a/bot/.well-known/agent.json'
          ? json(res, card(agent.origin))
          : json(res, {}, 404);
      for (const name of ['agent-card.json', 'agent.json']) {
        const got = await rig.ask({ path: `/gateway/a2a/bot/.well-known/${name}`, key: null });
        const url = `${rig.url}/gateway/a2a/bot`;
        expect(got.json).toEqual({
          name: 'Bot',
          url,
          additionalInterfaces: [{ url, transport: 'JSONRPC' }],
          supportedInterfaces: [{ url, protocolBinding: 'JSONRPC', protocolVersion: '1.0' }],
        });
        expect(got.text).not.toContain(agent.origin);
      }
    });

    it('of connections are not to be stored, and unknown ones are not found', async () => {
      agent.behave = (_req, res) => json(res, card(agent.origin));
      const path = '/gateway/c/con-secret/.well-known/agent-card.json';
      const got = await rig.ask({ path, key: null });
      expect(got.headers['cache-control']).toBe('no-store');
      expect(got.json.url).toBe(`${rig.url}/gateway/c/con-secret`);
      const none = await rig.ask({ path: path.replace('con-secret', 'nope'), key: null });
      expect([none.status, none.json.code]).toEqual([404, 'module_not_found']);
    });
  });
});
