import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { documentStoreContract } from '@telex-credits/ledger-testkit';
import { defineCollection } from '@telex-credits/store';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { openDatabase } from '../database.js';
import { openSqliteDocuments } from './documents.js';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'telex-documents-'));
  path = join(folder, 'data.app.db');
});
afterEach(() => rmSync(folder, { recursive: true }));

documentStoreContract('SQLite', async () => ({
  store: openSqliteDocuments(path),
  reopen: async () => openSqliteDocuments(path),
}));

const notes = defineCollection({
  name: 'notes',
  schema: z.object({ id: z.string(), topic: z.string().optional() }),
  indexes: { by_topic: { fields: ['topic'] } },
});

it('waits for a transaction that another connection of the same thread holds open', async () => {
  const store = openSqliteDocuments(path);
  const collection = store.collection(notes);
  const other = openDatabase(path);
  other.exec('BEGIN IMMEDIATE');
  const written = collection.insert({ id: 'n1' });
  await sleep(100);
  expect(await collection.get('n1')).toBeUndefined();
  other.exec('COMMIT');
  await written;
  expect(await collection.get('n1')).toBeDefined();
  other.close();
  await store.close();
});

it('seeks in the index on every page', async () => {
  const store = openSqliteDocuments(path);
  store.collection(notes);
  const db = openDatabase(path, { readOnly: true });
  const plan = db
    .prepare(
      'EXPLAIN QUERY PLAN SELECT doc FROM doc_notes WHERE topic IS ? AND id > ? ORDER BY topic, id',
    )
    .all('a', 'b');
  expect(plan.map((step) => step.detail)).toEqual([
    'SEARCH doc_notes USING INDEX doc_notes__by_topic (topic=? AND id>?)',
  ]);
  db.close();
  await store.close();
});

it('commits the writes of one turn together', async () => {
  const store = openSqliteDocuments(path);
  const collection = store.collection(notes);
  const before = performance.now();
  await Promise.all(
    Array.from({ length: 2000 }, (_, at) => collection.insert({ id: `n${at}`, topic: 't' })),
  );
  expect(performance.now() - before).toBeLessThan(5000);
  await store.close();
});

it.each(['doc', 'doc_version', "x'y"])('refuses "%s" as the field of an index', async (field) => {
  const store = openSqliteDocuments(path);
  const definition = defineCollection({ ...notes, indexes: { bad: { fields: [field] } } });
  expect(() => store.collection(definition)).toThrow('cannot be used as a name');
  await store.close();
});

const sums = defineCollection({
  name: 'sums',
  schema: z.object({ id: z.string(), total: z.number() }),
  indexes: {},
  derived: true,
});

it('derived documents are seen at once beside kept ones, and both are there after a restart', async () => {
  const store = openSqliteDocuments(path);
  await Promise.all(
    Array.from({ length: 50 }, async (_, at) => {
      await store.collection(notes).insert({ id: `n${at}` });
      await store.collection(sums).insert({ id: `s${at}`, total: at });
      expect(await store.collection(sums).replace({ id: `s${at}`, total: -at }, 1)).toBe(true);
    }),
  );
  expect((await store.collection(sums).get('s7'))?.doc.total).toBe(-7);
  await store.close();
  const again = openSqliteDocuments(path);
  expect((await again.collection(sums).get('s49'))?.doc.total).toBe(-49);
  expect(await again.collection(notes).get('n49')).toBeDefined();
  await again.close();
});
