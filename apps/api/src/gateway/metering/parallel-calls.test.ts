import { parseCredits } from '@telex-credits/money';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTemporaryLedger } from '../../testing/ledgers.js';
import { type Rig, startRig } from '../testing/rig.js';
import { json, type StubServer, startStub } from '../testing/stub.js';

const rounds = 50;
const credits = (text: string) => parseCredits(text);

describe('a hundred calls at once, on the real ledger', () => {
  let rig: Rig;
  let api: StubServer;

  beforeEach(async () => {
    rig = await startRig({ ledger: (clock) => openTemporaryLedger(clock.now) });
    api = await startStub((_req, res) => json(res, { ok: true }));
    rig.addModule({ slug: 'api', kind: 'http', upstreamUrl: api.origin });
    await rig.grant('10');
  });
  afterEach(async () => {
    await rig.close();
    await rig.ledger.close();
    await api.close();
  });

  /** A hundred calls at once; how many ended with each status. */
  async function hundredCalls(): Promise<Record<string, number>> {
    const all = await Promise.all(
      Array.from({ length: 100 }, () => rig.ask({ path: '/gateway/http/api/x' })),
    );
    const counts: Record<string, number> = {};
    for (const { status, json } of all) {
      const { code } = (json ?? {}) as { code?: string };
      const name = code === undefined ? `${status}` : `${status} ${code}`;
      counts[name] = (counts[name] ?? 0) + 1;
    }
    return counts;
  }

  it(`lets exactly ten of a hundred parallel calls through a balance for ten, ${rounds} times`, async () => {
    for (let round = 1; round <= rounds; round += 1) {
      expect(await hundredCalls()).toEqual({ '200': 10, '402 insufficient_credits': 90 });
      expect(await rig.balance()).toEqual({ available: 0n, held: 0n });
      expect(api.heard).toHaveLength(10 * round);
      await rig.grant('10');
    }
  });

  it(`lets exactly ten through a key’s cap of ten on a rich wallet, ${rounds} times`, async () => {
    await rig.grant('990');
    for (let round = 1; round <= rounds; round += 1) {
      const period = { period: `round ${round}`, periodEndsAt: null };
      rig.limits = [{ id: 'key:key_buyer', level: 'key', ...period, cap: credits('10') }];
      expect(await hundredCalls()).toEqual({ '200': 10, '403 key_limit_reached': 90 });
      expect(await rig.balance()).toEqual({ available: credits(`${1000 - 10 * round}`), held: 0n });
    }
    const refused = await rig.ask({ path: '/gateway/http/api/x' });
    expect(refused.json).toMatchObject({ code: 'key_limit_reached', cap: '10', needed: '1' });
  });
});
