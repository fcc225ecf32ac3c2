import { createHash } from 'node:crypto';
import { type PriceVersion, usageRoutes } from '@telex-credits/contracts';
import { ModelLedger } from '@telex-credits/ledger-testkit';
import { parseCredits } from '@telex-credits/money';
import { openSqliteDocuments } from '@telex-credits/store-sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallableModule, SpendingIdentity } from '../../foundation/ports.js';
import { verifyReceipts } from '../../testing/verify-receipts.js';
import { createUsageService } from '../usage/service.js';
import { type ChargesService, createChargesService, type Spender } from './service.js';

const may = { mayChargeCustomers: true };
const ada: Spender = { organisationId: 'org_ada', key: null, ...may };
const eve: Spender = { organisationId: 'org_eve', key: null, ...may };
const program: Spender = { ...ada, key: { id: 'key_1', moduleIds: null } };

let clock: number;
let ledger: ModelLedger;
let documents: ReturnType<typeof openSqliteDocuments>;
let charges: ChargesService;
let price: PriceVersion['price'];
let identity: SpendingIdentity | undefined;

beforeEach(() => {
  clock = Date.parse('2026-11-24T10:00:00.000Z');
  price = { model: 'per_call', credits: '10', errorsBillable: false };
  identity = {
    kind: 'key',
    id: 'key_1',
    organisationId: 'org_ada',
    scopes: ['charges:write'],
    moduleIds: null,
    cap: { credits: '4', period: 'total' },
  };
  const now = () => new Date(clock);
  ledger = new ModelLedger({ now, baseCurrency: 'USD' });
  documents = openSqliteDocuments(':memory:');
  const usage = createUsageService({
    documents,
    ledger,
    now,
    baseCurrency: 'USD',
    onError: () => {},
  });
  charges = createChargesService({
    ledger,
    now,
    usage,
    modules: { bySlug: async () => undefined, byId: async (id) => moduleOf(id) },
    identityOfKey: async () => identity,
    authorisations: {
      usable: async ({ id }) => ({
        ...{ kind: 'authorisation', id, organisationId: 'org_ada', perCharge: null },
        cap: { credits: '100', period: 'total' },
      }),
    },
    limits: {
      for: async ({ identity }) =>
        identity?.cap
          ? [
              {
                id: `key:${identity.id}`,
                level: 'key',
                // As real periods do, it changes with time.
                period: new Date(clock).toISOString().slice(0, 10),
                periodEndsAt: null,
                cap: parseCredits(identity.cap.credits),
              },
            ]
          : [],
    },
  });
  ledger.work([
    { type: 'open', id: 'open:org_ada', walletId: 'org_ada' },
    {
      type: 'grant',
      id: 'lot_1',
      walletId: 'org_ada',
      kind: 'promotional',
      credits: 20_000_000n,
      basis: 70_000_000n,
      priority: 0,
      expiresAt: null,
      source: null,
    },
  ]);
});
afterEach(async () => {
  await documents.close();
  await verifyReceipts(ledger, 'USD');
});

function moduleOf(id: string): CallableModule | undefined {
  const at = '2026-11-01T00:00:00.000Z';
  return id === 'mod_1'
    ? {
        ...{ id, slug: 'word-count', name: 'Word count', kind: 'a2a', timeLimitSeconds: 60 },
        upstreamUrl: 'https://agent.example/',
        publisherId: 'org_publisher',
        developerBps: 8000,
        price: { id: 'prc_1', price, effectiveAt: at, createdAt: at },
      }
    : undefined;
}

/** What the http layer gives a request with this Idempotency-Key. */
function ids(key: string) {
  return {
    requestId: `req_${key}`,
    stableId: (prefix: string) =>
      `${prefix}_${createHash('sha256').update(`${prefix} ${key}`).digest('hex').slice(0, 20)}`,
  };
}

const asking = (credits: string, moduleId = 'mod_1') => ({ moduleId, credits });
const holding = (credits: string, ttlSeconds = 600) => ({ ...asking(credits), ttlSeconds });
const posted = async () => (await ledger.wallet('org_ada'))?.posted;
const held = async () => (await ledger.wallet('org_ada'))?.held;

describe('a charge', () => {
  it('deducts once however often it is sent, and answers with its receipt', async () => {
    const body = { ...asking('2.5'), reference: 'order 7' };
    const receipt = await charges.charge(ada, body, ids('a'));
    expect(receipt).toMatchObject({
      credits: '2.5',
      reference: 'order 7',
      priceVersion: { id: 'prc_1' },
      developerBps: 8000,
    });
    expect(usageRoutes.charge.reply.safeParse(receipt).success).toBe(true);
    // A day later limits count in another period and the price is another one.
    clock += 86_400_000;
    price = { model: 'free' };
    expect(await charges.charge(ada, body, ids('a'))).toEqual(receipt);
    expect(await posted()).toBe(17_500_000n);
  });

  it('never takes more than the published price', async () => {
    await charges.charge(ada, asking('10'), ids('a'));
    await expect(charges.charge(ada, asking('10.000001'), ids('b'))).rejects.toMatchObject({
      status: 400,
      code: 'charge_exceeds_price',
      numbers: { maximum: '10' },
    });
    for (const other of [
      { model: 'free' },
      { model: 'per_token', markupBps: 0, minimum: '5' },
    ] as const) {
      price = other;
      await expect(charges.charge(ada, asking('1'), ids('c'))).rejects.toMatchObject({
        code: 'module_not_chargeable',
      });
    }
    expect(await posted()).toBe(10_000_000n);
  });

  it('by an authorisation is for the publisher that the module has now', async () => {
    const body = { ...asking('1'), authorisation: 'aut_1' };
    const publisher = { ...eve, organisationId: 'org_publisher' };
    await charges.charge(publisher, body, ids('a'));
    // The one who published it when it was given, and does no more.
    await expect(charges.charge(eve, body, ids('b'))).rejects.toMatchObject({
      ...{ status: 404, code: 'authorisation_not_found' },
    });
    expect(await posted()).toBe(19_000_000n);
  });

  it('is refused for unknown modules and for modules the key may not use', async () => {
    await expect(charges.charge(ada, asking('1', 'mod_2'), ids('a'))).rejects.toMatchObject({
      status: 404,
      code: 'module_not_found',
    });
    const kept = { ...program, key: { id: 'key_1', moduleIds: ['mod_2'] } };
    await expect(charges.charge(kept, asking('1'), ids('a'))).rejects.toMatchObject({
      status: 403,
      code: 'module_not_allowed',
    });
  });

  it('counts against the key’s cap, and a key that was revoked meanwhile does not escape it', async () => {
    await charges.charge(program, asking('3'), ids('a'));
    await expect(charges.charge(program, asking('2'), ids('b'))).rejects.toMatchObject({
      status: 403,
      code: 'key_limit_reached',
      numbers: { limit: 'key:key_1', cap: '4', used: '3', needed: '2' },
    });
    identity = undefined;
    await expect(charges.charge(program, asking('2'), ids('c'))).rejects.toMatchObject({
      status: 401,
    });
  });

  it('that the balance does not cover says what is needed and there', async () => {
    await charges.charge(ada, asking('10'), ids('a'));
    await charges.charge(ada, asking('9'), ids('b'));
    await expect(charges.charge(ada, asking('1.5'), ids('c'))).rejects.toMatchObject({
      status: 402,
      code: 'insufficient_credits',
      numbers: { needed: '1.5', available: '1', affordable: '1' },
    });
    await expect(charges.charge(eve, asking('1'), ids('d'))).rejects.toMatchObject({
      status: 402,
      numbers: { available: '0' },
    });
  });

  it('whose outcome the ledger does not know answers 503 and can be sent again', async () => {
    const submit = ledger.submit.bind(ledger);
    ledger.submit = async (operations) => {
      await submit(operations);
      return [{ ok: false, refusal: { code: 'unknown' }, replayed: false }];
    };
    await expect(charges.charge(ada, asking('1'), ids('a'))).rejects.toMatchObject({
      status: 503,
      code: 'ledger_unavailable',
    });
    ledger.submit = submit;
    expect((await charges.charge(ada, asking('1'), ids('a'))).credits).toBe('1');
    expect(await posted()).toBe(19_000_000n);
  });
});

describe('a hold', () => {
  it('is captured in part, releases the rest and names its receipt', async () => {
    const hold = await charges.hold(ada, holding('8'), ids('a'));
    expect(hold).toMatchObject({
      status: 'held',
      credits: '8',
      expiresAt: '2026-11-24T10:10:00.000Z',
      usageId: null,
    });
    expect(await held()).toBe(8_000_000n);
    const captured = await charges.capture(ada, { id: hold.id, credits: '3', ids: ids('b') });
    expect(captured).toMatchObject({ status: 'captured', captured: '3' });
    expect(captured.usageId).toMatch(/^use_/);
    expect([await posted(), await held()]).toEqual([17_000_000n, 0n]);
    expect(await charges.capture(ada, { id: hold.id, credits: '3', ids: ids('b') })).toEqual(
      captured,
    );
    await expect(
      charges.capture(ada, { id: hold.id, credits: '3', ids: ids('c') }),
    ).rejects.toMatchObject({ status: 409, code: 'hold_already_captured' });
    expect(usageRoutes.getHold.reply.safeParse(captured).success).toBe(true);
  });

  it('refused for too much can still be captured for less', async () => {
    const { id } = await charges.hold(ada, holding('8'), ids('a'));
    await expect(
      charges.capture(ada, { id, credits: '8.000001', ids: ids('b') }),
    ).rejects.toMatchObject({ status: 409, code: 'amount_exceeds_hold', numbers: { held: '8' } });
    await charges.capture(ada, { id, credits: '8', ids: ids('c') });
    expect(await posted()).toBe(12_000_000n);
  });

  it('is released whole, once', async () => {
    const { id } = await charges.hold(ada, holding('8'), ids('a'));
    expect(await charges.release(ada, { id, ids: ids('b') })).toMatchObject({ status: 'released' });
    await expect(charges.release(ada, { id, ids: ids('c') })).rejects.toMatchObject({
      code: 'hold_already_released',
    });
    expect(await held()).toBe(0n);
  });

  it('is extended to 24 hours after it was made, and expires', async () => {
    const { id } = await charges.hold(ada, holding('8'), ids('a'));
    clock += 60_000;
    const far = charges.extend(ada, { id, ttlSeconds: 86_400, ids: ids('b') });
    await expect(far).rejects.toMatchObject({
      code: 'hold_too_long',
      numbers: { latest: '2026-11-25T10:00:00.000Z' },
    });
    const extended = await charges.extend(ada, { id, ttlSeconds: 86_340, ids: ids('c') });
    expect(extended.expiresAt).toBe('2026-11-25T10:00:00.000Z');
    clock += 86_340_000;
    expect((await charges.getHold(ada, id)).status).toBe('expired');
    await expect(charges.capture(ada, { id, credits: '1', ids: ids('d') })).rejects.toMatchObject({
      status: 409,
      code: 'hold_expired',
    });
    expect([await posted(), await held()]).toEqual([20_000_000n, 0n]);
  });

  it('of another organisation, or of a running call of the gateway, is not there', async () => {
    const { id } = await charges.hold(ada, holding('8'), ids('a'));
    ledger.work([
      {
        ...{ type: 'hold', id: 'hold_gateway', walletId: 'org_ada', credits: 1n, limits: [] },
        ...{ moduleId: 'mod_1', publisherId: null, developerBps: 0, keyId: null },
        expiresAt: '2026-11-24T11:00:00.000Z',
        note: { kind: 'call' },
      },
    ]);
    for (const [who, what] of [
      [eve, id],
      [ada, 'hold_gateway'],
      [ada, 'hold_none'],
    ] as const) {
      for (const act of [
        charges.getHold(who, what),
        charges.release(who, { id: what, ids: ids('b') }),
        charges.capture(who, { id: what, credits: '0', ids: ids('c') }),
        charges.extend(who, { id: what, ttlSeconds: 1, ids: ids('d') }),
      ]) {
        await expect(act).rejects.toMatchObject({ status: 404, code: 'hold_not_found' });
      }
    }
    expect(await held()).toBe(8_000_001n);
  });
});
