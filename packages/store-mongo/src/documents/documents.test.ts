import { documentStoreContract } from '@telex-credits/ledger-testkit';
import { useMongoServer } from '@telex-credits/mongo-stand-in';
import { defineCollection } from '@telex-credits/store';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { openMongoApp } from '../open-app.js';

const server = useMongoServer();

async function open(url: string) {
  const app = await openMongoApp({ url });
  return { collection: app.documents.collection, close: app.close };
}

documentStoreContract('MongoDB', async () => {
  const url = server.newDatabase();
  return { store: await open(url), reopen: () => open(url) };
});

const notes = defineCollection({
  name: 'notes',
  schema: z.object({ id: z.string(), topic: z.string().optional(), facts: z.json().optional() }),
  indexes: { by_topic: { fields: ['topic'] } },
});

it('keeps every JSON value exactly, whatever its names are', async () => {
  const store = await open(server.newDatabase());
  const facts = {
    ...{ $ref: 'a', 'a.b': [1, 2.5, null, { 'c.$': true }], '%24': '%', '': 'empty' },
    ...{ 'a\0b': 'a\0b', large: 2 ** 53 - 1, small: -1, nothing: {}, none: [] },
  };
  const doc = { id: 'n1', topic: 'a.b$c', facts };
  await store.collection(notes).insert(doc);
  expect(await store.collection(notes).get('n1')).toEqual({ doc, version: 1 });
  await store.close();
});

it('finds a field that is missing as null', async () => {
  const store = await open(server.newDatabase());
  await store.collection(notes).insert({ id: 'n1' });
  const found = await store.collection(notes).find({ index: 'by_topic', equals: [null], limit: 9 });
  expect(found.items.map(({ doc }) => doc)).toEqual([{ id: 'n1' }]);
  await store.close();
});

it('lets two processes compare and set the same document, and loses neither change', async () => {
  const url = server.newDatabase();
  const [one, other] = await Promise.all([open(url), open(url)]);
  await one.collection(notes).insert({ id: 'n1', topic: 'first' });
  const answers = await Promise.all(
    [one, other].map((store, at) =>
      store.collection(notes).replace({ id: 'n1', topic: `writer ${at}` }, 1),
    ),
  );
  expect(answers.filter(Boolean)).toHaveLength(1);
  await Promise.all([one.close(), other.close()]);
});
