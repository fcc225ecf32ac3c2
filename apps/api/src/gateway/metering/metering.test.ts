import { ModelLedger } from '@telex-credits/ledger-testkit';
import { parseCredits } from '@telex-credits/money';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Clock, organisation, perCall, priced, type Rig, startRig } from '../testing/rig.js';
import { eventually, json, type StubServer, startStub } from '../testing/stub.js';

const ledger = (clock: Clock) => new ModelLedger({ now: clock.now, baseCurrency: 'USD' });

describe('hold, forward, settle, reply', () => {
  let rig: Rig;
  let api: StubServer;

  beforeEach(async () => {
    rig = await startRig({ ledger });
    api = await startStub((_req, res) => json(res, { ok: true }));
    rig.addModule({ slug: 'api', kind: 'http', upstreamUrl: `${api.origin}/base?own=1` });
    await rig.grant('10');
  });
  afterEach(async () => {
    await rig.close();
    await api.close();
  });

  const credits = (text: string) => parseCredits(text);

  it('charges once after its hold has ended, by a new charge', async () => {
    api.behave = (_req, res) => {
      rig.clock.advance(3_600_000);
      json(res, { ok: 1 });
    };
    const got = await rig.ask({ path: '/gateway/http/api/x' });
    expect(got.headers['x-credits-charged']).toBe('1');
    const entry = await rig.ledger.entry(String(got.headers['x-usage-id']));
    expect(entry?.type).toBe('charge');
    expect(entry?.operation.note).toMatchObject({ outcome: 'charged_late' });
    expect(await rig.balance()).toEqual({ available: credits('9'), held: 0n });
  });

  it('records a loss of the platform when the charge after the hold’s end is refused', async () => {
    api.behave = async (_req, res) => {
      rig.clock.advance(3_600_000);
      await rig.ledger.submit([
        {
          type: 'adjust',
          id: 'adj',
          walletId: organisation,
          credits: -credits('10'),
          reason: 'test',
        },
      ]);
      json(res, { ok: 1 });
    };
    const got = await rig.ask({ path: '/gateway/http/api/x' });
    expect([got.status, got.headers['x-credits-charged']]).toEqual([200, '0']);
    const usageId = String(got.headers['x-usage-id']);
    const loss = await rig.ledger.entry(`${usageId}_loss`);
    expect(loss?.operation.note).toMatchObject({ outcome: 'charged_late', excess: '1' });
  });

  it('serves a caller while the ledger gives no answer, and settles the call later, once', async () => {
    const submit = rig.ledger.submit.bind(rig.ledger);
    const unknown = { ok: false, refusal: { code: 'unknown' }, replayed: false } as const;
    api.behave = (_req, res) => {
      // The operation is worked, but its acknowledgement is lost, and so is every look-up.
      rig.ledger.submit = async (operations) => {
        await submit(operations);
        return operations.map(() => unknown);
      };
      json(res, { ok: 1 });
    };
    const got = await rig.ask({ path: '/gateway/http/api/x' });
    expect([got.status, got.json]).toEqual([200, { ok: 1 }]);
    expect(got.headers['x-credits-held']).toBe('1');
    expect(got.headers['x-credits-charged']).toBeUndefined();
    rig.ledger.submit = submit;
    await rig.gateway.pollOpenTasks();
    await rig.gateway.pollOpenTasks();
    expect(await rig.balance()).toEqual({ available: credits('9'), held: 0n });
    expect((await rig.ledger.entry(String(got.headers['x-usage-id'])))?.type).toBe('capture');
  });

  it('refuses a call whose hold is in doubt, and forwards nothing', async () => {
    const unknown = { ok: false, refusal: { code: 'unknown' }, replayed: false } as const;
    rig.ledger.submit = async (operations) => operations.map(() => unknown);
    const got = await rig.ask({ path: '/gateway/http/api/x' });
    expect([got.status, got.json.code]).toEqual([503, 'ledger_unavailable']);
    expect(got.headers['retry-after']).toBe('1');
    expect(api.heard).toHaveLength(0);
  });

  it('has a receipt for a free module too', async () => {
    rig.addModule({
      slug: 'api',
      kind: 'http',
      upstreamUrl: api.origin,
      price: priced({ model: 'free' }),
    });
    const got = await rig.ask({ path: '/gateway/http/api/x' });
    expect(got.headers['x-credits-charged']).toBe('0');
    expect((await rig.ledger.entry(String(got.headers['x-usage-id'])))?.type).toBe('capture');
  });

  it('forwards a repeated Idempotency-Key once, also when both arrive at once', async () => {
    const ask = () =>
      rig.ask({ path: '/gateway/http/api/x', body: '{}', headers: { 'idempotency-key': 'k1' } });
    const both = await Promise.all([ask(), ask()]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    const refused = both.find(({ status }) => status === 409);
    const done = both.find(({ status }) => status === 200);
    expect(refused?.json).toMatchObject({
      code: 'duplicate_request',
      usageId: done?.headers['x-usage-id'],
    });
    expect((await ask()).status).toBe(409);
    expect(api.heard).toHaveLength(1);
  });

  it('gives an Idempotency-Key back when the call was refused before it was sent', async () => {
    rig.addModule({
      slug: 'dear',
      kind: 'http',
      upstreamUrl: api.origin,
      price: priced(perCall('11')),
    });
    const ask = { path: '/gateway/http/dear/x', headers: { 'idempotency-key': 'k2' } };
    expect((await rig.ask(ask)).status).toBe(402);
    await rig.grant('5');
    expect((await rig.ask(ask)).status).toBe(200);
  });

  it('leaves a hold that ends by itself when the gateway dies in mid-call', async () => {
    api.behave = () => {};
    const dead = rig.ask({ path: '/gateway/http/api/x' }).catch(() => undefined);
    await eventually(() => api.heard.length === 1);
    expect((await rig.balance()).held).toBe(credits('1'));
    // From here on this process does nothing any more that reaches the ledger.
    const submit = rig.ledger.submit.bind(rig.ledger);
    rig.ledger.submit = () => new Promise(() => {});
    rig.clock.advance(10 * 60_000);
    await submit([{ type: 'open', id: 'open:other', walletId: 'other' }]);
    expect(await rig.balance()).toEqual({ available: credits('10'), held: 0n });
    rig.ledger.submit = submit;
    await api.close();
    await dead;
  });
});
