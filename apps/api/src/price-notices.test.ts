import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import request from 'supertest';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  openTestApplication,
  type TestApplication,
  type TestPerson,
} from './testing/test-application.js';

const costing = (credits: string) => ({ model: 'per_call', credits, errorsBillable: false });
let server: TestApplication;
let publisher: TestPerson;
let caller: TestPerson;
let holder: TestPerson;
let moduleId: string;

beforeEach(async () => {
  server = await openTestApplication();
  publisher = await server.signUp('Publisher');
  caller = await server.signUp('Caller');
  holder = await server.signUp('Holder');
  await server.signUp('Stranger');
  const module = await server.modules.marketplace.ensureModule({
    ...{ slug: 'counts', kind: 'http', name: 'Counts', description: '', demo: false },
    ...{ upstreamUrl: 'https://agent.example/', publisherId: publisher.organisationId },
    price: { model: 'per_call', credits: '1', errorsBillable: false },
  });
  moduleId = module.id;
});
afterEach(() => server.close());

function post(person: TestPerson, path: string, body: object) {
  const sent = request(server.app).post(`/api/v1${path}`).set(person.headers);
  return sent.set('Idempotency-Key', crypto.randomUUID()).send(body).expect(201);
}

async function useIt(): Promise<void> {
  const { organisationId } = caller;
  await server.core.ledger.submit([
    {
      ...{ type: 'grant', id: 'lot_1', walletId: organisationId, kind: 'promotional' },
      ...{ credits: 5_000_000n, basis: 0n, priority: 0, expiresAt: null, source: null },
    },
  ]);
  await post(caller, '/charges', { moduleId, credits: '1' });
}

/** Addresses and subjects of mails about prices. */
async function mails(): Promise<string[]> {
  const folder = join(server.folder, 'mail');
  const texts = await Promise.all(
    (await readdir(folder)).map((file) => readFile(join(folder, file), 'utf8')),
  );
  return texts
    .filter((text) => text.includes('Subject: The price of'))
    .map((text) => /To: (\S+)\nSubject: (.*)/.exec(text)?.slice(1).join(' ') ?? '')
    .sort();
}
const noticesOf = async (person: TestPerson) =>
  (await request(server.app).get('/api/v1/price-notices').set(person.headers).expect(200)).body
    .data;

it('a rise is announced to those who called the module or keep a key for it, and taken back', async () => {
  await useIt();
  const key = { name: 'Kept', moduleIds: [moduleId] };
  await post(holder, '/api-keys', key);
  await post(publisher, `/modules/${moduleId}/prices`, { price: costing('2') });
  await server.core.jobs.runNow('announce-prices');
  await server.core.jobs.runNow('announce-prices');
  const told = (await mails()).map((mail) => mail.replace(/\d{4}-\d\d-\d\d$/, 'DATE'));
  expect(told).toEqual([
    `${caller.email} The price of Counts rises on DATE`,
    `${holder.email} The price of Counts rises on DATE`,
  ]);
  expect(await noticesOf(caller)).toMatchObject([
    { kind: 'rise', moduleSlug: 'counts', from: costing('1'), to: costing('2') },
  ]);
  expect(await noticesOf(publisher)).toEqual([]);
  await post(publisher, `/modules/${moduleId}/prices`, { price: costing('1') });
  await server.core.jobs.runNow('announce-prices');
  expect((await mails()).filter((mail) => mail.includes('does not rise'))).toHaveLength(2);
  expect(await noticesOf(holder)).toMatchObject([{ kind: 'taken_back', to: costing('2') }]);
});

it('who called it more than 90 days ago is not told', async () => {
  await useIt();
  server.clock.advance(92 * 86_400);
  await post(publisher, `/modules/${moduleId}/prices`, { price: costing('2') });
  await server.core.jobs.runNow('announce-prices');
  expect(await mails()).toEqual([]);
});
