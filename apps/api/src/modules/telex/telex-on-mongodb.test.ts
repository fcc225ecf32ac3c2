import { type MongoStandIn, startMongoStandIn } from '@telex-credits/mongo-stand-in';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTelexStage, type TelexStage } from '../../testing/telex-stage.js';

let standIn: MongoStandIn;
let stage: TelexStage;

beforeAll(async () => {
  standIn = await startMongoStandIn();
  const url = new URL(standIn.uri);
  url.pathname = '/credits';
  stage = await openTelexStage({}, { DATABASE_URL: url.href });
});
afterAll(async () => {
  await stage.close();
  await standIn.close();
});

test('against the stand-in of MongoDB, first sign-ins at once are one person and one organisation', async () => {
  const owner = stage.telex.addUser({ email: 'owner@telex.test' });
  const user = stage.telex.addUser({ email: 'user@telex.test' });
  const acme = stage.telex.addOrganisation(owner, 'Acme');
  stage.telex.setRole(user, acme, 'User');
  const [one, two, other] = await Promise.all([owner, owner, user].map((who) => stage.signIn(who)));
  expect(one?.id).toBe(two?.id);
  expect(one?.id).not.toBe(other?.id);
  const found = await Promise.all(
    [one, other].map(async (person) => {
      const me = person && (await stage.get(person, '/me').expect(200));
      return me?.body.organisations.filter(
        (each: { managedBy: string | null }) => each.managedBy === 'telex',
      );
    }),
  );
  expect(found[0]).toMatchObject([{ name: 'Acme', role: 'administrator' }]);
  expect(found[1]).toMatchObject([{ id: found[0]?.[0].id, role: 'user' }]);
  stage.telex.setRole(user, acme, null);
  stage.server.clock.advance(16 * 60);
  await stage.server.core.jobs.runNow('refresh-telex');
  const me = other && (await stage.get(other, '/me').expect(200));
  expect(me?.body.organisations).toHaveLength(1);
});
