import {
  type Collection,
  type DocumentStore,
  defineCollection,
  type FindQuery,
  InvalidCursor,
  type Page,
  update,
} from '@telex-credits/store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';

const orderSchema = z.strictObject({
  id: z.string(),
  owner: z.string(),
  amount: z.string(),
  priority: z.number(),
  paid: z.boolean(),
  dueAt: z.string().nullable(),
  provider: z.string(),
  reference: z.string().nullable(),
});
type Order = z.infer<typeof orderSchema>;

const orders = defineCollection<Order>({
  name: 'orders',
  schema: orderSchema,
  indexes: {
    by_owner_priority: { fields: ['owner', 'priority'] },
    by_paid: { fields: ['paid'] },
    by_due: { fields: ['dueAt'] },
    by_owner_due_priority: { fields: ['owner', 'dueAt', 'priority'] },
    by_reference: { fields: ['provider', 'reference'], unique: true },
  },
});

function order(id: string, fields: Partial<Order> = {}): Order {
  return {
    id,
    owner: 'ada',
    amount: '20.00',
    priority: 1,
    paid: false,
    dueAt: null,
    provider: 'stripe',
    reference: null,
    ...fields,
  };
}

const rows = Array.from({ length: 23 }, (_, at) =>
  order(`o${String(at).padStart(2, '0')}`, {
    owner: at % 3 === 0 ? 'bob' : 'ada',
    priority: at % 4,
    paid: at % 2 === 0,
    dueAt: at % 5 === 0 ? null : `2026-11-${10 + (at % 7)}`,
  }),
);

/** What every engine of the collection port promises; `make` opens an empty store. */
export function documentStoreContract(
  name: string,
  make: () => Promise<{ store: DocumentStore; reopen(): Promise<DocumentStore> }>,
): void {
  describe(`${name} keeps the promises of the collection port`, () => {
    let opened: Awaited<ReturnType<typeof make>>;
    let store: DocumentStore;
    beforeEach(async () => {
      opened = await make();
      store = opened.store;
    });
    afterEach(() => store.close());
    const reopen = async () => {
      await store.close();
      store = await opened.reopen();
    };
    writing(() => store, reopen);
    unique(() => store);
    finding(() => store);
    paging(() => store);
    completing(() => store, reopen);
  });
}

function writing(store: () => DocumentStore, reopen: () => Promise<void>): void {
  it('reads back what was inserted, at version 1, also after reopening', async () => {
    await store().collection(orders).insert(order('o1'));
    await reopen();
    const found = await store().collection(orders).get('o1');
    expect(found).toEqual({ doc: order('o1'), version: 1 });
    expect(await store().collection(orders).get('o2')).toBeUndefined();
  });

  it('replaces only the version that was read', async () => {
    const collection = store().collection(orders);
    await collection.insert(order('o1'));
    expect(await collection.replace(order('o1', { paid: true }), 1)).toBe(true);
    expect(await collection.replace(order('o1', { amount: '1.00' }), 1)).toBe(false);
    expect(await collection.replace(order('gone'), 1)).toBe(false);
    expect(await collection.get('o1')).toEqual({ doc: order('o1', { paid: true }), version: 2 });
  });

  it('loses no update of many at once', async () => {
    const collection = store().collection(orders);
    await collection.insert(order('o1', { priority: 0 }));
    const raise = () => update(collection, 'o1', (doc) => ({ ...doc, priority: doc.priority + 1 }));
    await Promise.all(Array.from({ length: 10 }, raise));
    expect((await collection.get('o1'))?.doc.priority).toBe(10);
  });

  it('deletes once', async () => {
    const collection = store().collection(orders);
    await collection.insert(order('o1'));
    expect(await collection.delete('o1')).toBe(true);
    expect(await collection.delete('o1')).toBe(false);
    expect(await collection.get('o1')).toBeUndefined();
  });

  it('refuses a document that does not fit its schema and keeps nothing of it', async () => {
    const collection = store().collection(orders);
    const misfit = { ...order('o1'), amount: 20 } as unknown as Order;
    await expect(collection.insert(misfit)).rejects.toThrow();
    await collection.insert(order('o1'));
    await expect(collection.replace(misfit, 1)).rejects.toThrow();
    expect(await collection.get('o1')).toEqual({ doc: order('o1'), version: 1 });
  });
}

function unique(store: () => DocumentStore): void {
  const taken = { provider: 'stripe', reference: 'r1' };

  it('names the broken index, or id', async () => {
    const collection = store().collection(orders);
    await collection.insert(order('o1', taken));
    await expect(collection.insert(order('o1'))).rejects.toMatchObject({
      name: 'UniqueViolation',
      collection: 'orders',
      index: 'id',
    });
    await expect(collection.insert(order('o2', taken))).rejects.toMatchObject({
      index: 'by_reference',
    });
    await collection.insert(order('o3', { ...taken, provider: 'paystack' }));
    await expect(collection.replace(order('o3', taken), 1)).rejects.toMatchObject({
      index: 'by_reference',
    });
  });

  it('exempts documents in which a field of the index is null', async () => {
    const collection = store().collection(orders);
    await collection.insert(order('o1'));
    await collection.insert(order('o2'));
    expect((await collection.get('o2'))?.version).toBe(1);
  });

  it('lets exactly one of many at once have the value, and the others fail alone', async () => {
    const collection = store().collection(orders);
    const rivals = Array.from({ length: 10 }, (_, at) => collection.insert(order(`o${at}`, taken)));
    const bystander = collection.insert(order('other'));
    const outcomes = await Promise.allSettled(rivals);
    await bystander;
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
  });

  it('frees the value when the document lets go of it', async () => {
    const collection = store().collection(orders);
    await collection.insert(order('o1', taken));
    await collection.replace(order('o1'), 1);
    await collection.insert(order('o2', taken));
    await collection.delete('o2');
    await collection.insert(order('o3', taken));
  });
}

/** A collection that holds `rows`. */
async function filled(store: DocumentStore): Promise<Collection<Order>> {
  const collection = store.collection(orders);
  await Promise.all(rows.map((row) => collection.insert(row)));
  return collection;
}

/** The ids of `wanted` by a key and then by id, as every engine must order them. */
function sorted(wanted: Order[], key: (row: Order) => readonly KeyPart[]): string[] {
  return [...wanted]
    .sort((a, b) => compareKeys([...key(a), a.id], [...key(b), b.id]))
    .map((row) => row.id);
}

const adas = rows.filter((row) => row.owner === 'ada');

function finding(store: () => DocumentStore): void {
  /** Reads all pages of a find. */
  const all = async (query: FindQuery) => {
    const collection = await filled(store());
    const ids: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Page<Order> = await collection.find({ ...query, cursor });
      expect(page.items.length).toBeLessThanOrEqual(query.limit);
      ids.push(...page.items.map((item) => item.doc.id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    return ids;
  };

  it.each([1, 2, 5, 100])(
    'pages %i at a time in the order of the index, both ways',
    async (limit) => {
      const expected = sorted(adas, (row) => [row.priority]);
      const query = { index: 'by_owner_priority', equals: ['ada'], limit };
      expect(await all(query)).toEqual(expected);
    },
  );

  it.each(['ascending', 'descending'] as const)(
    'orders nulls as the smallest, %s',
    async (order) => {
      const expected = sorted(adas, (row) => [row.dueAt, row.priority]);
      const query = { index: 'by_owner_due_priority', equals: ['ada'], limit: 2, order };
      expect(await all(query)).toEqual(order === 'ascending' ? expected : expected.reverse());
    },
  );

  it('finds by a range, in which no null is', async () => {
    const range = { from: '2026-11-11', before: '2026-11-14' };
    const expected = rows.filter(
      (row) => row.dueAt && row.dueAt >= range.from && row.dueAt < range.before,
    );
    expect(await all({ index: 'by_due', equals: [], range, limit: 3 })).toEqual(
      sorted(expected, (row) => [row.dueAt]),
    );
  });

  it('leaves out the start of an open range, and takes everything before an end', async () => {
    const after = await all({
      index: 'by_due',
      equals: [],
      range: { after: '2026-11-15' },
      limit: 9,
    });
    expect(after).toEqual(rows.filter((r) => r.dueAt === '2026-11-16').map((r) => r.id));
  });

  it('finds by booleans, null and numbers', async () => {
    const collection = await filled(store());
    const paid = await collection.find({ index: 'by_paid', equals: [true], limit: 1000 });
    expect(paid.items).toHaveLength(rows.filter((row) => row.paid).length);
    const undue = await collection.find({ index: 'by_due', equals: [null], limit: 1000 });
    expect(undue.items).toHaveLength(rows.filter((row) => row.dueAt === null).length);
    const equals = ['bob', 2];
    const second = await collection.find({ index: 'by_owner_priority', equals, limit: 1000 });
    const expected = rows.filter((row) => row.owner === 'bob' && row.priority === 2);
    expect(second.items.map((item) => item.doc)).toEqual(expected);
  });
}

function paging(store: () => DocumentStore): void {
  it('goes on behind the cursor although documents came and went', async () => {
    const collection = await filled(store());
    const query = { index: 'by_owner_priority', equals: ['ada'], limit: 3 };
    const first = await collection.find(query);
    const last = first.items.at(-1)?.doc;
    await collection.delete(last?.id ?? '');
    await collection.insert(order('a-late', { priority: 0 }));
    const next = await collection.find({ ...query, cursor: first.nextCursor });
    const expected = sorted(adas, (row) => [row.priority]).slice(3, 6);
    expect(next.items.map((item) => item.doc.id)).toEqual(expected);
  });

  it('refuses a cursor that is not its own', async () => {
    const collection = await filled(store());
    const page = await collection.find({ index: 'by_due', equals: [], limit: 1 });
    for (const cursor of ['x', 'e30', page.nextCursor]) {
      await expect(
        collection.find({ index: 'by_owner_priority', equals: ['ada'], limit: 1, cursor }),
      ).rejects.toThrow(InvalidCursor);
    }
  });

  it('refuses limits outside 1..1000 and indexes that were not declared', async () => {
    const collection = store().collection(orders);
    for (const limit of [0, 1001, 1.5]) {
      await expect(collection.find({ index: 'by_due', equals: [], limit })).rejects.toThrow();
    }
    await expect(collection.find({ index: 'by_moon', equals: [], limit: 1 })).rejects.toThrow();
  });
}

function completing(store: () => DocumentStore, reopen: () => Promise<void>): void {
  const grown = defineCollection<Order>({
    ...orders,
    indexes: {
      ...orders.indexes,
      by_amount: { fields: ['amount'] },
      by_due: { fields: ['dueAt', 'amount'] },
    },
  });

  it('serves an index that the definition gained, or changed, from documents stored before', async () => {
    await Promise.all(rows.map((row) => store().collection(orders).insert(row)));
    await reopen();
    const collection = store().collection(grown);
    const byAmount = await collection.find({ index: 'by_amount', equals: ['20.00'], limit: 1000 });
    expect(byAmount.items).toHaveLength(rows.length);
    const byDue = await collection.find({ index: 'by_due', equals: [null, '20.00'], limit: 1000 });
    expect(byDue.items).toHaveLength(rows.filter((row) => row.dueAt === null).length);
  });

  it('keeps collections apart', async () => {
    const others = defineCollection<Order>({ ...orders, name: 'other-orders' });
    await store()
      .collection(orders)
      .insert(order('o1', { reference: 'r' }));
    await store()
      .collection(others)
      .insert(order('o1', { reference: 'r' }));
    await store().collection(others).delete('o1');
    expect(await store().collection(orders).get('o1')).toBeDefined();
  });
}

type KeyPart = string | number | null;

function compareKeys(a: readonly KeyPart[], b: readonly KeyPart[]): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  const [left = null, right = null] = [a[at], b[at]];
  if (at < 0 || left === right) {
    return 0;
  }
  return left === null || (right !== null && left < right) ? -1 : 1;
}
