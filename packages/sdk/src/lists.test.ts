import { expect, it } from 'vitest';
import { createClient } from './client.js';
import { json, type Step, scriptedFetch } from './testing/scripted-fetch.js';

function scripted(...steps: Step[]) {
  const { fetch, seen } = scriptedFetch(...steps);
  return { client: createClient({ baseUrl: 'http://a.test', token: 't', fetch }), seen };
}

it('a list is read to its end, page by page, with the same filters', async () => {
  const { client, seen } = scripted(
    json({ data: [{ id: 'a' }, { id: 'b' }], nextCursor: 'two' }),
    json({ data: [], nextCursor: 'three' }),
    json({ data: [{ id: 'c' }], nextCursor: null }),
  );
  const ids: string[] = [];
  for await (const { id } of client.wallet.transactions({ type: 'capture', limit: 2 })) {
    ids.push(id);
  }
  expect(ids).toEqual(['a', 'b', 'c']);
  expect(seen.map(({ url }) => url.search)).toEqual([
    '?type=capture&limit=2',
    '?type=capture&limit=2&cursor=two',
    '?type=capture&limit=2&cursor=three',
  ]);
});

it('nothing more is read than the loop takes', async () => {
  const { client, seen } = scripted(json({ data: [{ id: 'a' }], nextCursor: 'two' }));
  for await (const _one of client.usage.list()) {
    break;
  }
  expect(seen).toHaveLength(1);
});

it('a server that names one page for ever is not followed for ever', async () => {
  const { client, seen } = scripted(json({ data: [], nextCursor: 'same' }));
  const all = async () => {
    for await (const _one of client.usage.list()) {
      // Nothing comes.
    }
  };
  await expect(all()).rejects.toMatchObject({ code: 'unexpected_reply' });
  expect(seen).toHaveLength(2);
});

it('sums have the total of the whole range on each page', async () => {
  const total = { calls: 2, credits: '1' };
  const { client, seen } = scripted(json({ data: [], nextCursor: null, total }));
  const page = await client.usage.sums({ groupBy: ['module', 'day'], timezone: 'UTC' }).page();
  expect(page.total).toEqual(total);
  expect(seen[0]?.url.searchParams.get('groupBy')).toBe('module,day');
});
