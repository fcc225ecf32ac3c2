import { EventEmitter } from 'node:events';
import { type StreamEvent, streamEventSchema } from '@telex-credits/contracts';
import { ModelLedger } from '@telex-credits/ledger-testkit';
import { openSqliteDocuments } from '@telex-credits/store-sqlite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { failingAfter } from '../../projector/failing-documents.js';
import { createUsageService } from '../usage/service.js';
import { createEventsService, type EventsService } from './service.js';

let clock: number;
let ledger: ModelLedger;
let documents: ReturnType<typeof openSqliteDocuments>;
let events: EventsService;
let count: number;

/** A reader's connection that can stop taking data. */
class Reader extends EventEmitter {
  text = '';
  ended = false;
  destroyed = false;
  blocked = false;
  unread = 0;
  write(text: string): boolean {
    this.text += text;
    this.unread += this.blocked ? text.length : 0;
    return !this.blocked;
  }
  end(): void {
    this.ended = true;
    this.destroy();
  }
  destroy(): void {
    this.destroyed = true;
    this.emit('close');
  }
  get events(): StreamEvent[] {
    return [...this.text.matchAll(/^data: (.*)$/gm)].map(([, data]) =>
      streamEventSchema.parse(JSON.parse(data ?? '')),
    );
  }
  get ids(): number[] {
    return this.events.map((event) => Number(event.id));
  }
}

function start(store = documents): void {
  const now = () => new Date(clock);
  const deps = { ledger, now, baseCurrency: 'USD', onError: () => {} } as const;
  const { callOf } = createUsageService({ ...deps, documents: openSqliteDocuments(':memory:') });
  events = createEventsService({ ...deps, documents: store, callOf, spacingMs: 0 });
}

async function read(organisationId: string, lastEventId?: string): Promise<Reader> {
  const sink = new Reader();
  await events.stream({ organisationId, lastEventId, sink, open: () => {} });
  return sink;
}

const until = (check: () => void) => vi.waitFor(check, { timeout: 20_000, interval: 5 });

beforeEach(() => {
  clock = Date.parse('2026-11-24T10:00:00.000Z');
  count = 0;
  ledger = new ModelLedger({ now: () => new Date(clock), baseCurrency: 'USD' });
  documents = openSqliteDocuments(':memory:');
  start();
  const promotion = { kind: 'promotional', credits: 100_000_000n, basis: 350_000_000n } as const;
  const terms = { priority: 0, expiresAt: null, source: null } as const;
  ledger.work([
    { type: 'open', id: 'open', walletId: 'org_ada' },
    { type: 'grant', id: 'lot_1', walletId: 'org_ada', ...promotion, ...terms },
  ]);
});
afterEach(async () => {
  await events.follower.stop();
  await documents.close();
});

function charge(): void {
  count += 1;
  ledger.work([
    {
      ...{ type: 'charge', id: `use_${count}`, walletId: 'org_ada', credits: 1_000_000n },
      ...{ moduleId: 'mod_1', publisherId: 'org_dev', developerBps: 8000, limits: [] },
      keyId: null,
      note: { kind: 'usage', moduleName: 'Word count', outcome: 'success' },
    },
  ]);
}

describe('the stream', () => {
  it('tells of what happens from now on, each organisation its own', async () => {
    await events.publish('org_ada', 'purchase.updated', { id: 'pur_0', status: 'pending' });
    const [ada, eve] = [await read('org_ada'), await read('org_eve')];
    await events.publish('org_ada', 'purchase.updated', { id: 'pur_1', status: 'paid' });
    await until(() => expect(ada.events).toHaveLength(1));
    expect(ada.events[0]).toEqual({
      id: '2',
      type: 'purchase.updated',
      at: '2026-11-24T10:00:00.000Z',
      data: { id: 'pur_1', status: 'paid' },
    });
    expect(ada.text).toContain('id: 2\nevent: purchase.updated\ndata: {');
    expect(eve.events).toEqual([]);
  });

  it('resumes behind Last-Event-ID without loss or repetition', async () => {
    const first = await read('org_ada');
    for (let index = 0; index < 50; index += 1) {
      await events.publish('org_ada', 'purchase.updated', { index });
    }
    await until(() => expect(first.ids.length).toBeGreaterThan(3));
    const seen = first.ids;
    first.destroy();
    await events.publish('org_ada', 'purchase.updated', { index: 50 });
    const second = await read('org_ada', String(seen.at(-1)));
    await until(() => expect([...seen, ...second.ids]).toHaveLength(51));
    expect([...seen, ...second.ids]).toEqual(Array.from({ length: 51 }, (_, index) => index + 1));
  });

  it('takes an id that it never gave for none', async () => {
    await events.publish('org_ada', 'purchase.updated', { index: 0 });
    for (const id of ['999', 'nonsense', '']) {
      const reader = await read('org_ada', id);
      expect(reader.text).toContain('id: 1\n: connected');
      expect(reader.events).toEqual([]);
    }
  });

  it('buffers no more than one read for a slow reader, and drops it when it stays stuck', async () => {
    const slow = await read('org_ada');
    slow.blocked = true;
    for (let index = 0; index < 300; index += 1) {
      await events.publish('org_ada', 'purchase.updated', { index });
    }
    expect(slow.events.length).toBeLessThanOrEqual(20);
    events.beat();
    expect(slow.destroyed).toBe(false);
    events.beat();
    expect(slow.destroyed).toBe(true);
    const again = await read('org_ada', String(slow.ids.at(-1) ?? 0));
    await until(() => expect(again.ids.at(-1)).toBe(300));
    expect(again.ids[0]).toBe((slow.ids.at(-1) ?? 0) + 1);
  });

  it('goes on when a slow reader has caught up', async () => {
    const slow = await read('org_ada');
    slow.blocked = true;
    await events.publish('org_ada', 'purchase.updated', { index: 1 });
    await until(() => expect(slow.events).toHaveLength(1));
    await events.publish('org_ada', 'purchase.updated', { index: 2 });
    slow.blocked = false;
    slow.emit('drain');
    await until(() => expect(slow.events).toHaveLength(2));
  });

  it('beats, and ends at a shutdown', async () => {
    const reader = await read('org_ada');
    events.beat();
    expect(reader.text).toContain(': still here\n\n');
    events.close();
    expect(reader.ended).toBe(true);
    await expect(read('org_ada')).rejects.toMatchObject({ status: 503, code: 'shutting_down' });
  });

  it('forgets events after a day, and never gives a number twice', async () => {
    await events.publish('org_ada', 'purchase.updated', { index: 0 });
    clock += 24 * 3_600_000 + 1;
    await events.prune();
    const reader = await read('org_ada', '0');
    await events.publish('org_ada', 'purchase.updated', { index: 1 });
    await until(() => expect(reader.ids).toEqual([2]));
  });
});

describe('events of the ledger', () => {
  it('tell the buyer of calls and the balance, and the publisher of earnings', async () => {
    const [ada, dev] = [await read('org_ada'), await read('org_dev')];
    charge();
    events.follower.start();
    await until(() => expect(dev.events).toHaveLength(1));
    expect(dev.events[0]).toMatchObject({
      type: 'earnings.updated',
      data: { pending: '0.0028', available: '0.00', debt: '0.00', currency: 'USD' },
    });
    await until(() => expect(ada.events).toHaveLength(2));
    expect(ada.events).toMatchObject([
      { type: 'usage.created', data: { id: 'use_1', moduleId: 'mod_1', credits: '1' } },
      { type: 'wallet.updated', data: { available: '99', held: '0', posted: '99', debt: '0' } },
    ]);
  });

  it('share one wallet.updated when many calls come at once', async () => {
    const ada = await read('org_ada');
    for (let index = 0; index < 40; index += 1) {
      charge();
    }
    await events.follower.catchUp();
    await until(() => expect(ada.events).toHaveLength(41));
    const updates = ada.events.filter((event) => event.type === 'wallet.updated');
    expect(updates).toMatchObject([{ data: { posted: '60' } }]);
  });

  it('come once although the process is killed between any two writes', async () => {
    for (let index = 0; index < 5; index += 1) {
      charge();
    }
    for (let writes = 0; writes < 6; writes += 1) {
      start(failingAfter(documents, writes));
      await events.follower.catchUp().catch(() => {});
    }
    start();
    await events.follower.catchUp();
    const reader = await read('org_ada', '0');
    await until(() => expect(reader.events.length).toBeGreaterThan(0));
    const calls = reader.events.filter((event) => event.type === 'usage.created');
    expect(calls.map((event) => event.data.id)).toEqual([
      'use_1',
      'use_2',
      'use_3',
      'use_4',
      'use_5',
    ]);
  });

  it('of yesterday are not told again when a position was lost', async () => {
    charge();
    clock += 24 * 3_600_000 + 1;
    await events.follower.catchUp();
    const reader = await read('org_ada', '0');
    charge();
    await events.follower.catchUp();
    await until(() => expect(reader.events).toHaveLength(2));
    expect(reader.events[0]?.data.id).toBe('use_2');
  });
});
