import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  openTestApplication,
  type TestApplication,
  type TestPerson,
} from '../../testing/test-application.js';

let server: TestApplication;
let ada: TestPerson;
let organisation: string;

beforeAll(async () => {
  server = await openTestApplication();
  ada = await server.signUp('Ada');
  organisation = `/api/v1/organisations/${ada.organisationId}`;
});
afterAll(() => server.close());

const get = (person: TestPerson, path: string) => request(server.app).get(path).set(person.headers);
const post = (person: TestPerson, path: string, body: object = {}) =>
  request(server.app).post(path).set(person.headers).send(body);
const invite = (person: TestPerson, email: string, role = 'user') =>
  post(person, `${organisation}/invitations`, { email, role });

/** Invites somebody new and has them join; answers them with their member id. */
async function join(name: string, role: string): Promise<TestPerson & { memberId: string }> {
  const person = await server.signUp(name);
  const { body } = await invite(ada, person.email, role).expect(201);
  await post(person, `/api/v1/invitations/${body.id}/accept`).expect(200);
  const members = await get(ada, `${organisation}/members`).expect(200);
  const member = members.body.data.find((one: { email: string }) => one.email === person.email);
  return { ...person, memberId: member.id };
}

describe('invitations', () => {
  test('lead to membership with the role, once, and the mail has the link', async () => {
    const bea = await server.signUp('Bea');
    const { body } = await invite(ada, 'BEA@example.test', 'project_lead').expect(201);
    expect(body).toMatchObject({ email: bea.email, role: 'project_lead', status: 'pending' });
    expect(await server.mailedLink(bea.email)).toBe(`http://127.0.0.1:4000/invitations/${body.id}`);
    const accept = () => post(bea, `/api/v1/invitations/${body.id}/accept`);
    const joined = await accept().expect(200);
    expect(joined.body).toEqual({
      ...{ id: ada.organisationId, name: 'Ada', role: 'project_lead', personal: true },
      managedBy: null,
    });
    expect((await accept().expect(200)).body).toEqual(joined.body);
    const me = await get(bea, '/api/v1/me').expect(200);
    expect(me.body.organisationId).toBe(bea.organisationId);
    expect(me.body.organisations.map(({ id }: { id: string }) => id).sort()).toEqual(
      [ada.organisationId, bea.organisationId].sort(),
    );
    const again = await invite(ada, bea.email);
    expect([again.status, again.body.code]).toEqual([409, 'already_member']);
  });

  test('are nobody else’s, and need a confirmed address on both sides', async () => {
    const cleo = await server.signUp('Cleo', { verified: false });
    const { body } = await invite(ada, cleo.email).expect(201);
    const accept = (person: TestPerson) => post(person, `/api/v1/invitations/${body.id}/accept`);
    const early = await accept(cleo);
    expect([early.status, early.body.code]).toEqual([403, 'email_not_verified']);
    const thief = await accept(await server.signUp('Thief'));
    expect([thief.status, thief.body.code]).toEqual([404, 'invitation_not_found']);
    const inviting = await post(cleo, `/api/v1/organisations/${cleo.organisationId}/invitations`, {
      ...{ email: 'x@example.test', role: 'user' },
    });
    expect([inviting.status, inviting.body.code]).toEqual([403, 'email_not_verified']);
  });

  test('end after a week, and inviting again renews the same one', async () => {
    const dora = await server.signUp('Dora');
    const { body } = await invite(ada, dora.email).expect(201);
    server.clock.advance(7 * 24 * 3600 + 1);
    const late = await post(dora, `/api/v1/invitations/${body.id}/accept`);
    expect([late.status, late.body.code]).toEqual([409, 'invitation_over']);
    const renewed = await invite(ada, dora.email).expect(201);
    expect(renewed.body.id).toBe(body.id);
    await post(dora, `/api/v1/invitations/${body.id}/accept`).expect(200);
  });
});

describe('roles', () => {
  test('guests see and change nothing of the kind; administrators do', async () => {
    const gus = await join('Gus', 'guest');
    const promote = request(server.app)
      .patch(`${organisation}/members/${gus.memberId}`)
      .set(gus.headers)
      .send({ role: 'administrator' });
    const reply = await promote;
    expect([reply.status, reply.body.code]).toEqual([403, 'forbidden']);
  });

  test('of two administrators who demote each other at once, one stays', async () => {
    const eve = await join('Eve', 'administrator');
    const members = await get(ada, `${organisation}/members`).expect(200);
    const mine = members.body.data.find(
      ({ personId }: { personId: string }) => personId === ada.id,
    );
    const demote = (by: TestPerson, memberId: string) =>
      request(server.app)
        .patch(`${organisation}/members/${memberId}`)
        .set(by.headers)
        .send({ role: 'user' });
    const replies = await Promise.all([demote(ada, eve.memberId), demote(eve, mine.id)]);
    const codes = replies.map((reply) => reply.body.code ?? reply.status);
    expect(codes.filter((code) => code === 200)).toHaveLength(1);
    const after = await server.people.service.members(ada.organisationId, { limit: 100 });
    expect(after.data.filter(({ role }) => role === 'administrator')).toHaveLength(1);
    // Back as it was, for the tests after this one.
    const winner = replies[0]?.status === 200 ? ada : eve;
    if (winner === eve) {
      await request(server.app)
        .patch(`${organisation}/members/${mine.id}`)
        .set(eve.headers)
        .send({ role: 'administrator' })
        .expect(200);
    }
  });

  test('a member of another organisation is not there', async () => {
    const fay = await server.signUp('Fay');
    const own = await get(fay, `/api/v1/organisations/${fay.organisationId}/members`).expect(200);
    const path = `${organisation}/members/${own.body.data[0].id}`;
    const reply = await request(server.app).patch(path).set(ada.headers).send({ role: 'guest' });
    expect([reply.status, reply.body.code]).toEqual([404, 'member_not_found']);
  });
});

describe('which organisation is meant', () => {
  test('by header or path, for members only; a stranger gets the answer for what is not there', async () => {
    const hal = await join('Hal', 'user');
    const wallet = await get(hal, '/api/v1/wallet').expect(200);
    expect(wallet.body.id).toBe(hal.organisationId);
    const picked = await get(hal, '/api/v1/wallet').set('x-organisation-id', ada.organisationId);
    expect(picked.body.id).toBe(ada.organisationId);
    await get(hal, `${organisation}/members`).expect(200);

    const stranger = await server.signUp('Stranger');
    const there = await get(stranger, `${organisation}/members`);
    const nowhere = await get(stranger, '/api/v1/organisations/org_nothing/members');
    expect([there.status, there.body.code]).toEqual([404, 'organisation_not_found']);
    expect({ ...there.body, requestId: '' }).toEqual({ ...nowhere.body, requestId: '' });
    const header = await get(stranger, '/api/v1/wallet').set(
      ...(['x-organisation-id', ada.organisationId] as const),
    );
    expect([header.status, header.body.code]).toEqual([404, 'organisation_not_found']);
  });
});

test('members come in pages', async () => {
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const query: Record<string, string> = { limit: '2', ...(cursor === null ? {} : { cursor }) };
    const page = await get(ada, `${organisation}/members`).query(query).expect(200);
    seen.push(...page.body.data.map(({ id }: { id: string }) => id));
    cursor = page.body.nextCursor;
  } while (cursor !== null);
  const all = await server.people.service.members(ada.organisationId, { limit: 200 });
  expect(seen.sort()).toEqual(all.data.map(({ id }) => id).sort());
  expect(new Set(seen).size).toBe(seen.length);
  const bad = await get(ada, `${organisation}/members?cursor=nonsense`);
  expect([bad.status, bad.body.code]).toEqual([400, 'invalid_request']);
});
