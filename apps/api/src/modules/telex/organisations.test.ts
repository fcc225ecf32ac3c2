import type { TelexUser } from '@telex-credits/payments-testkit';
import request from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTelexStage, type TelexStage } from '../../testing/telex-stage.js';
import { type TestPerson, testPassword } from '../../testing/test-application.js';

let stage: TelexStage;
let number = 0;
const minutes = (count: number) => count * 60;

beforeAll(async () => {
  stage = await openTelexStage();
});
afterAll(() => stage.close());
beforeEach(() => stage.telex.faults.clear());

function telexUser(): TelexUser {
  number += 1;
  return stage.telex.addUser({ email: `member${number}@telex.test` });
}

interface Membership {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly personal: boolean;
  readonly managedBy: string | null;
}

/** The organisations of a person that came from Telex. */
async function fromTelex(person: TestPerson): Promise<Membership[]> {
  const { body } = await stage.get(person, '/me').expect(200);
  return body.organisations.filter((one: Membership) => one.managedBy === 'telex');
}
async function roleAt(person: TestPerson): Promise<string | undefined> {
  return (await fromTelex(person))[0]?.role;
}
async function refresh(): Promise<void> {
  await stage.server.core.jobs.runNow('refresh-telex');
}

describe('signing in', () => {
  test('brings along the organisations, each with a wallet and the role as Telex has it', async () => {
    const owner = telexUser();
    const user = telexUser();
    const roles = {
      Administrator: 'administrator',
      Manager: 'manager',
      'Project Lead': 'project_lead',
      User: 'user',
      Guest: 'guest',
      'Supreme Leader': 'guest',
      '': 'guest',
    };
    for (const role of Object.keys(roles)) {
      stage.telex.setRole(user, stage.telex.addOrganisation(owner, `As ${role}`), role);
    }
    const person = await stage.signIn(user);
    const found = await fromTelex(person);
    expect(Object.fromEntries(found.map(({ name, role }) => [name, role]))).toEqual(
      Object.fromEntries(Object.entries(roles).map(([role, here]) => [`As ${role}`.trim(), here])),
    );
    for (const { id, personal } of found) {
      expect(personal).toBe(false);
      expect(await stage.server.core.ledger.wallet(id)).toMatchObject({ posted: 0n });
    }
  });

  test('of all members at once makes one organisation with one wallet', async () => {
    const owner = telexUser();
    const acme = stage.telex.addOrganisation(owner, 'Acme');
    const users = [owner, telexUser(), telexUser(), telexUser()];
    for (const user of users.slice(1)) {
      stage.telex.setRole(user, acme, 'User');
    }
    const people = await Promise.all(users.map((user) => stage.signIn(user)));
    const ids = await Promise.all(people.map(async (person) => (await fromTelex(person))[0]?.id));
    expect(new Set(ids).size).toBe(1);
    const [id = ''] = ids;
    const members = await stage.server.people.service.members(id, { limit: 50 });
    expect(members.data.map(({ role }) => role).sort()).toEqual([
      ...['administrator', 'user', 'user', 'user'],
    ]);
  });

  test('lets an administrator in whose organisation somebody else brought', async () => {
    const owner = telexUser();
    const acme = stage.telex.addOrganisation(owner, 'Acme');
    const user = telexUser();
    stage.telex.setRole(user, acme, 'User');
    const first = await stage.signIn(user);
    expect(await roleAt(first)).toBe('user');
    const limits = { timezone: 'UTC', perCall: null, perDay: null, perMonth: null, modules: [] };
    const [there] = await fromTelex(first);
    const put = (person: TestPerson) =>
      request(stage.server.app)
        .put('/api/v1/wallet/limits')
        .set({ ...person.headers, 'x-organisation-id': there?.id ?? '' })
        .send(limits);
    expect((await put(first)).status).toBe(403);
    const administrator = await stage.signIn(owner);
    expect(await fromTelex(administrator)).toMatchObject([
      { id: there?.id, role: 'administrator' },
    ]);
    expect((await put(administrator)).status).toBe(200);
  });

  test('of somebody outside gives nothing of an organisation, whatever its id', async () => {
    const acme = stage.telex.addOrganisation(telexUser(), 'Acme');
    const outsider = await stage.signIn(telexUser());
    expect(await fromTelex(outsider)).toEqual([]);
    const reply = await stage.get(outsider, '/wallet').set('x-organisation-id', acme.id);
    expect([reply.status, reply.body.code]).toEqual([404, 'organisation_not_found']);
  });

  test('takes a new name over, and leaves organisations that were made here alone', async () => {
    const owner = telexUser();
    const acme = stage.telex.addOrganisation(owner, 'Acme');
    const person = await stage.signIn(owner);
    const before = await stage.get(person, '/me').expect(200);
    acme.name = 'Acme & Daughters';
    await stage.signIn(owner);
    const after = await stage.get(person, '/me').expect(200);
    expect((await fromTelex(person))[0]?.name).toBe('Acme & Daughters');
    const own = ({ body }: { body: { organisations: Membership[] } }) =>
      body.organisations.filter(({ managedBy }) => managedBy === null);
    expect(own(after)).toEqual(own(before));
    expect(own(after)).toMatchObject([{ role: 'administrator', personal: true }]);
  });
});

describe('a refresh', () => {
  test('lowers a role and ends a membership within 16 minutes of Telex, without a sign-in', async () => {
    const owner = telexUser();
    const user = telexUser();
    const acme = stage.telex.addOrganisation(owner, 'Acme');
    stage.telex.setRole(user, acme, 'Administrator');
    const person = await stage.signIn(user);
    const [there] = await fromTelex(person);
    stage.telex.setRole(user, acme, 'Guest');
    stage.server.clock.advance(minutes(16));
    await refresh();
    expect(await roleAt(person)).toBe('guest');
    stage.telex.setRole(user, acme, null);
    stage.server.clock.advance(minutes(16));
    await refresh();
    expect(await fromTelex(person)).toEqual([]);
    const reply = await stage.get(person, '/wallet').set('x-organisation-id', there?.id ?? '');
    expect([reply.status, reply.body.code]).toEqual([404, 'organisation_not_found']);
    // The wallet and what it owns stay for those who are still in.
    expect(await stage.server.core.ledger.wallet(there?.id ?? '')).toBeDefined();
  });

  test('asks Telex about nobody whose answer is still fresh', async () => {
    await stage.signIn(telexUser());
    await refresh();
    const asked = stage.telex.requests.length;
    await refresh();
    expect(stage.telex.requests).toHaveLength(asked);
  });

  test('of a token that Telex refuses keeps what was known for an hour, then closes it', async () => {
    const owner = telexUser();
    stage.telex.addOrganisation(owner, 'Acme');
    const person = await stage.signIn(owner);
    stage.telex.revokeTokens(owner);
    stage.server.clock.advance(minutes(16));
    await refresh();
    expect(await roleAt(person)).toBe('administrator');
    const shown = await stage.get(person, '/me/telex').expect(200);
    expect(shown.body.linked).toMatchObject({ signInNeeded: true, closesAt: expect.any(String) });
    stage.server.clock.advance(minutes(59));
    await refresh();
    expect(await roleAt(person)).toBe('administrator');
    stage.server.clock.advance(minutes(2));
    await refresh();
    expect(await fromTelex(person)).toEqual([]);
    await stage.signIn(owner);
    expect(await roleAt(person)).toBe('administrator');
  });

  test('while Telex is silent keeps what was known for a day, then closes it until it answers', async () => {
    const owner = telexUser();
    stage.telex.addOrganisation(owner, 'Acme');
    const person = await stage.signIn(owner);
    stage.telex.faults.add({ kind: 'answer', when: 'before', status: 503, times: 10_000 });
    stage.server.clock.advance(minutes(16));
    await refresh();
    stage.server.clock.advance(23 * minutes(60));
    await refresh();
    expect(await roleAt(person)).toBe('administrator');
    stage.server.clock.advance(minutes(61));
    await refresh();
    expect(await fromTelex(person)).toEqual([]);
    stage.telex.faults.clear();
    stage.server.clock.advance(minutes(16));
    await refresh();
    expect(await roleAt(person)).toBe('administrator');
  });

  test('does not undo what a sign-in after it brought', async () => {
    const owner = telexUser();
    const acme = stage.telex.addOrganisation(owner, 'Acme');
    const person = await stage.signIn(owner);
    stage.server.clock.advance(minutes(16));
    const running = refresh();
    stage.telex.setRole(owner, acme, 'Manager');
    await stage.signIn(owner);
    await running;
    expect(await roleAt(person)).toBe('manager');
  });
});

describe('an organisation from Telex', () => {
  test('has its members and roles from there: nobody changes or invites them here', async () => {
    const owner = telexUser();
    stage.telex.addOrganisation(owner, 'Acme');
    const local = await stage.server.signUp('Linked');
    const linked = { email: owner.email, password: owner.password, currentPassword: testPassword };
    await stage.post(local, '/me/telex', linked).expect(201);
    const [acme] = await fromTelex(local);
    const path = `/organisations/${acme?.id}`;
    const members = await stage.get(local, `${path}/members`).expect(200);
    const change = await request(stage.server.app)
      .patch(`/api/v1${path}/members/${members.body.data[0].id}`)
      .set(local.headers)
      .send({ role: 'guest' });
    expect([change.status, change.body.code]).toEqual([409, 'managed_by_telex']);
    const invited = { email: 'friend@example.test', role: 'user' };
    const invite = await stage.post(local, `${path}/invitations`, invited);
    expect([invite.status, invite.body.code]).toEqual([409, 'managed_by_telex']);
  });

  test('is gone from a person’s list when the link ends, and nothing made here is', async () => {
    const owner = telexUser();
    stage.telex.addOrganisation(owner, 'Acme');
    const local = await stage.server.signUp('Unlinker');
    const linked = { email: owner.email, password: owner.password, currentPassword: testPassword };
    await stage.post(local, '/me/telex', linked).expect(201);
    expect(await fromTelex(local)).toHaveLength(1);
    const tokens = stage.telex.tokens().length;
    await request(stage.server.app).delete('/api/v1/me/telex').set(local.headers).expect(204);
    expect(await fromTelex(local)).toEqual([]);
    expect(stage.telex.tokens()).toHaveLength(tokens - 1);
    const me = await stage.get(local, '/me').expect(200);
    expect(me.body.organisations).toMatchObject([{ id: local.organisationId, personal: true }]);
  });
});

test('asks Telex nothing that it does not know', () => {
  expect(stage.telex.violations).toEqual([]);
});
