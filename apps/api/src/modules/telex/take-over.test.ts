import type { TelexUser } from '@telex-credits/payments-testkit';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTelexStage, type TelexStage } from '../../testing/telex-stage.js';
import { type TestPerson, testPassword } from '../../testing/test-application.js';

let stage: TelexStage;

beforeAll(async () => {
  stage = await openTelexStage();
});
afterAll(() => stage.close());

const telexUser = (email: string, password = `${email} at telex`) =>
  stage.telex.addUser({ email, password });
const signInHere = (email: string, password = testPassword) =>
  request(stage.server.app).post('/api/auth/sign-in/email').send({ email, password });
const me = (person: TestPerson) => stage.get(person, '/me');
const makeKey = (person: TestPerson) => stage.post(person, '/api-keys', { name: 'Key' });
const codeOf = (reply: { status: number; body: { code?: string } }) => [
  reply.status,
  reply.body.code,
];

function link(person: TestPerson, user: TelexUser, currentPassword = testPassword) {
  const { email, password } = user;
  return stage.post(person, '/me/telex', { email, password, currentPassword });
}
async function confirm(person: TestPerson, address = person.email) {
  const mailed = new URL(await stage.server.mailedLink(address));
  const token = mailed.searchParams.get('token') ?? '';
  return stage.post(person, '/me/telex/confirmation', { token });
}

describe('who signs up first with somebody else’s address', () => {
  test('does not get the account of its owner, who comes with Telex later', async () => {
    const mallory = await stage.server.signUp('Victor', { verified: false });
    const user = telexUser(mallory.email);
    const victor = await stage.signIn(user);
    expect(victor.id).not.toBe(mallory.id);
    expect(victor.organisationId).not.toBe(mallory.organisationId);
    const theirs = await me(mallory).expect(200);
    const ids = theirs.body.organisations.map(({ id }: { id: string }) => id);
    expect(ids).toEqual([mallory.organisationId]);
    const peek = await stage
      .get(mallory, '/wallet')
      .set('x-organisation-id', victor.organisationId);
    expect(codeOf(peek)).toEqual([404, 'organisation_not_found']);
    // And what she can do with the address stays hers: a password of her own is none of his.
    await signInHere(mallory.email).expect(200);
    expect((await stage.signIn(user)).id).toBe(victor.id);
  });

  test('cannot link that account to Telex, because its address is not confirmed', async () => {
    const mallory = await stage.server.signUp('Wanda', { verified: false });
    const own = telexUser('mallory@telex.test');
    expect(codeOf(await link(mallory, own))).toEqual([403, 'email_not_verified']);
    expect((await stage.signIn(own)).id).not.toBe(mallory.id);
  });

  test('keeps no way in after the owner took the address back by a mailed password', async () => {
    const mallory = await stage.server.signUp('Xenia', { verified: false });
    const body = { email: mallory.email };
    await request(stage.server.app).post('/api/auth/request-password-reset').send(body).expect(200);
    const mailed = new URL(await stage.server.mailedLink(mallory.email));
    const token = mailed.searchParams.get('token');
    const reset = { token, newPassword: 'of the real owner' };
    await request(stage.server.app).post('/api/auth/reset-password').send(reset).expect(200);
    await me(mallory).expect(401);
    await signInHere(mallory.email).expect(401);
  });
});

describe('who makes a Telex account with somebody else’s address', () => {
  test('does not get into a confirmed account here; nobody is signed in', async () => {
    const victim = await stage.server.signUp('Yara');
    const tokens = stage.telex.tokens().length;
    const reply = await stage.tryToSignIn(telexUser(victim.email));
    expect(codeOf(reply)).toEqual([409, 'telex_link_needed']);
    expect(reply.headers['set-cookie']).toBeUndefined();
    expect(reply.headers['set-auth-token']).toBeUndefined();
    expect(stage.telex.tokens()).toHaveLength(tokens);
    const linked = await stage.get(victim, '/me/telex').expect(200);
    expect(linked.body).toEqual({ configured: true, linked: null });
  });

  test('leaves the address free for its owner, and learns nothing of who signs up with it', async () => {
    const mallory = await stage.signIn(telexUser('zoe@example.test'));
    const zoe = await stage.server.signUp('Zoe');
    expect(zoe.id).not.toBe(mallory.id);
    expect((await me(mallory).expect(200)).body.person.emailVerified).toBe(false);
    expect((await makeKey(zoe)).status).toBe(201);
  });

  test('gets in by no password that is mailed to the address', async () => {
    const user = telexUser('anna@example.test');
    const mallory = await stage.signIn(user);
    const body = { email: user.email };
    await request(stage.server.app).post('/api/auth/request-password-reset').send(body).expect(200);
    await expect(stage.server.mailedLink(user.email)).resolves.toContain('/telex-email?');
    const anna = await stage.server.signUp('Anna');
    expect(anna.id).not.toBe(mallory.id);
    // Mallory still signs in to her own account, never to Anna's.
    const reply = await stage.tryToSignIn(user).expect(200);
    expect(reply.body.user.id).toBe(mallory.id);
  });

  test('is not verified by the owner’s opening the mail in another session', async () => {
    const mallory = await stage.signIn(telexUser('boris@example.test'));
    const boris = await stage.server.signUp('Other Boris');
    const mailed = new URL(await stage.server.mailedLink('boris@example.test'));
    const token = mailed.searchParams.get('token') ?? '';
    const reply = await stage.post(boris, '/me/telex/confirmation', { token });
    expect(codeOf(reply)).toEqual([400, 'invalid_token']);
    expect(codeOf(await makeKey(mallory))).toEqual([403, 'email_not_verified']);
  });

  test('cannot take an invitation that was sent to the address', async () => {
    const inviter = await stage.server.signUp('Inviter');
    const path = `/organisations/${inviter.organisationId}/invitations`;
    const invited = { email: 'carla@example.test', role: 'administrator' };
    const { body } = await stage.post(inviter, path, invited).expect(201);
    const mallory = await stage.signIn(telexUser('carla@example.test'));
    const reply = await stage.post(mallory, `/invitations/${body.id}/accept`);
    expect(codeOf(reply)).toEqual([403, 'email_not_verified']);
  });
});

describe('an address from Telex', () => {
  test('opens keys and invitations once its owner has followed the mailed link, signed in', async () => {
    const dora = await stage.signIn(telexUser('dora@telex.test'));
    expect(codeOf(await makeKey(dora))).toEqual([403, 'email_not_verified']);
    const confirmed = await confirm(dora);
    expect([confirmed.status, confirmed.body.linked.emailConfirmed]).toEqual([200, true]);
    expect((await me(dora).expect(200)).body.person.emailVerified).toBe(true);
    await makeKey(dora).expect(201);
  });

  test('is unconfirmed again when it changes at Telex, and an old link confirms nothing', async () => {
    const user = telexUser('emil@telex.test');
    const emil = await stage.signIn(user);
    const old = new URL(await stage.server.mailedLink(user.email)).searchParams.get('token');
    await confirm(emil);
    user.email = 'emil.new@telex.test';
    const moved = await stage.signIn(user);
    expect((await me(moved).expect(200)).body.person).toMatchObject({
      ...{ id: emil.id, email: user.email, emailVerified: false },
    });
    const reply = await stage.post(moved, '/me/telex/confirmation', { token: old ?? '' });
    expect(codeOf(reply)).toEqual([400, 'invalid_token']);
    expect((await confirm(moved)).status).toBe(200);
  });

  test('is confirmed by no link that is older than an hour, and another one can be had', async () => {
    const fred = await stage.signIn(telexUser('fred@telex.test'));
    stage.server.clock.advance(3601);
    expect(codeOf(await confirm(fred))).toEqual([400, 'invalid_token']);
    await stage.post(fred, '/me/telex/confirmation-mail').expect(204);
    expect((await confirm(fred)).status).toBe(200);
  });
});

describe('linking', () => {
  test('takes both passwords; then Telex signs in to the account, under any address', async () => {
    const gina = await stage.server.signUp('Gina');
    const user = telexUser('gina.at.work@telex.test');
    expect(codeOf(await link(gina, user, 'not hers'))).toEqual([403, 'wrong_password']);
    const wrong = await link(gina, { ...user, password: 'not hers either' });
    expect(codeOf(wrong)).toEqual([401, 'invalid_email_or_password']);
    const linked = await link(gina, user).expect(201);
    expect(linked.body.linked).toMatchObject({
      ...{ telexUserId: user.id, email: user.email, emailConfirmed: null, onlyWayIn: false },
    });
    const again = await stage.signIn(user);
    expect(again).toMatchObject({ id: gina.id, email: gina.email });
    await signInHere(gina.email).expect(200);
  });

  test('a Telex account signs in one person, and a person has one Telex account', async () => {
    const hugo = await stage.server.signUp('Hugo');
    const ines = await stage.server.signUp('Ines');
    const user = telexUser('shared@telex.test');
    await link(hugo, user).expect(201);
    await link(hugo, user).expect(201);
    expect(codeOf(await link(ines, user))).toEqual([409, 'telex_linked_elsewhere']);
    const second = telexUser('second@telex.test');
    expect(codeOf(await link(hugo, second))).toEqual([409, 'telex_linked_elsewhere']);
    expect((await stage.signIn(user)).id).toBe(hugo.id);
  });

  test('ends when the person says so: Telex opens the account no more', async () => {
    const jule = await stage.server.signUp('Jule');
    const user = telexUser(jule.email);
    await link(jule, user).expect(201);
    const unlink = () => request(stage.server.app).delete('/api/v1/me/telex').set(jule.headers);
    await unlink().expect(204);
    expect(codeOf(await unlink())).toEqual([404, 'telex_not_linked']);
    expect(codeOf(await stage.tryToSignIn(user))).toEqual([409, 'telex_link_needed']);
    await signInHere(jule.email).expect(200);
  });

  test('ends when a new password is set by mail: who linked a Telex account of theirs is out', async () => {
    const mona = await stage.server.signUp('Mona');
    const theirs = telexUser('thief@telex.test');
    await link(mona, theirs).expect(201);
    const body = { email: mona.email };
    await request(stage.server.app).post('/api/auth/request-password-reset').send(body).expect(200);
    const token = new URL(await stage.server.mailedLink(mona.email)).searchParams.get('token');
    const reset = { token, newPassword: 'won back by its owner' };
    await request(stage.server.app).post('/api/auth/reset-password').send(reset).expect(200);
    expect((await stage.signIn(theirs)).id).not.toBe(mona.id);
  });

  test('cannot be ended by who has no other way in', async () => {
    const kurt = await stage.signIn(telexUser('kurt@telex.test'));
    const reply = await request(stage.server.app).delete('/api/v1/me/telex').set(kurt.headers);
    expect(codeOf(reply)).toEqual([409, 'telex_is_the_only_way_in']);
  });

  test('guesses at either password count with those at the sign-in', async () => {
    const lena = await stage.server.signUp('Lena');
    const user = telexUser('lena@telex.test');
    for (let guess = 0; guess < 10; guess += 1) {
      await stage.tryToSignIn({ email: user.email, password: `guess ${guess}` }).expect(401);
    }
    expect(codeOf(await link(lena, user))).toEqual([429, 'rate_limited']);
  });
});
