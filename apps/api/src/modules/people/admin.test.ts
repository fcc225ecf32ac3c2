import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  openTestApplication,
  type TestApplication,
  type TestPerson,
} from '../../testing/test-application.js';

let server: TestApplication;
let admin: TestPerson;
let ada: TestPerson;

beforeAll(async () => {
  server = await openTestApplication();
  admin = await server.signUp('Root');
  await server.people.service.setPlatformRole(admin.id, 'platform_admin', null);
  ada = await server.signUp('Ada Obi');
  await server.signUp('Ada Eze');
});
afterAll(() => server.close());

interface Answer {
  readonly status: number;
  readonly body: {
    readonly data: Record<string, string>[];
    readonly nextCursor: string | null;
    readonly code?: string;
  };
}

function get(path: string, query: Record<string, string> = {}, by = admin): Promise<Answer> {
  return request(server.app).get(`/api/v1/admin/${path}`).set(by.headers).query(query);
}

/** Ids of a list, read in pages of `limit`. */
async function idsOf(path: string, query: Record<string, string>): Promise<(string | undefined)[]> {
  const ids = [];
  let cursor: string | null = null;
  do {
    const { body }: Answer = await get(path, { ...query, ...(cursor === null ? {} : { cursor }) });
    ids.push(...body.data.map(({ id }) => id));
    cursor = body.nextCursor;
  } while (cursor !== null);
  return ids;
}

describe('organisations', () => {
  const names = async (search: string) => {
    const { body } = await get('organisations', { search });
    return body.data.map(({ name }) => name);
  };

  test('are found by words of their name, by id and by a whole address, whatever the case', async () => {
    expect(await names('ada')).toEqual(['Ada Eze', 'Ada Obi']);
    expect(await names('OBI ada')).toEqual(['Ada Obi']);
    expect(await names(ada.organisationId)).toEqual(['Ada Obi']);
    expect(await names('Ada.Obi@example.test')).toEqual(['Ada Obi']);
    expect(await names('nobody@example.test')).toEqual([]);
    expect(await names('nobody')).toEqual([]);
  });

  test('say who administers them: two may have one name', async () => {
    const { body } = await get('organisations', { search: 'Obi' });
    expect(body.data).toEqual([
      {
        id: ada.organisationId,
        name: 'Ada Obi',
        personal: true,
        administrators: [ada.email],
        createdAt: expect.any(String),
      },
    ]);
  });

  test('come in pages that leave out none and repeat none', async () => {
    const all = await idsOf('organisations', {});
    expect(all).toHaveLength(3);
    expect(await idsOf('organisations', { limit: '1' })).toEqual(all);
    expect(await idsOf('organisations', { limit: '1', search: 'ada' })).toEqual(all.slice(0, 2));
  });
});

describe('the audit log', () => {
  beforeAll(async () => {
    const { audit } = server.people;
    for (const [action, actorId] of [
      ['wallet.adjust', admin.id],
      ['wallet.limits', ada.id],
      ['wallet.adjust', 'job:top-up'],
    ] as const) {
      const { organisationId } = ada;
      server.clock.advance(1);
      await audit.record({
        actorId,
        organisationId,
        action,
        objectId: 'x',
        detail: { credits: '5' },
      });
    }
  });

  test('shows newest first who did what to whose', async () => {
    const { body } = await get('audit', { organisationId: ada.organisationId });
    expect(body.data.map(({ action, actorEmail }) => [action, actorEmail])).toEqual([
      ['wallet.adjust', null],
      ['wallet.limits', ada.email],
      ['wallet.adjust', admin.email],
    ]);
    expect(body.data[0]).toMatchObject({
      ...{ actorId: 'job:top-up', organisationName: 'Ada Obi', detail: { credits: '5' } },
    });
  });

  test.each([
    ['the actor’s address', () => ({ actor: admin.email }), 1],
    ['the actor’s id', () => ({ actor: 'job:top-up' }), 1],
    ['the action', () => ({ action: 'wallet.adjust' }), 2],
    ['action and actor', () => ({ action: 'wallet.limits', actor: ada.id }), 1],
    ['all three', () => ({ action: 'wallet.adjust', actor: ada.id, organisationId: ada.id }), 0],
    ['nobody’s address', () => ({ actor: 'nobody@example.test' }), 0],
  ] as const)('can be narrowed by %s', async (_, query, count) => {
    expect((await get('audit', query())).body.data).toHaveLength(count);
  });

  test('comes in pages that leave out none and repeat none', async () => {
    const all = await idsOf('audit', {});
    expect(all.length).toBeGreaterThan(3);
    expect(await idsOf('audit', { limit: '1' })).toEqual(all);
    const some = { organisationId: ada.organisationId, action: 'wallet.adjust' };
    expect(await idsOf('audit', { ...some, limit: '1' })).toHaveLength(2);
  });
});

test.each(['organisations', 'audit'])('%s are for platform admins only', async (path) => {
  const refused = await get(path, {}, ada);
  expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
  await server.people.service.setPlatformRole(ada.id, 'product_manager', null);
  expect((await get(path, {}, ada)).status).toBe(403);
  const bad = await get(path, { cursor: 'nonsense' });
  expect(bad.status).toBe(400);
});
