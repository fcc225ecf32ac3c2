import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startTelexStandIn, type TelexStandIn } from '@telex-credits/payments-testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTelexApi, TokenRefused } from './telex-api.js';

let telex: TelexStandIn;
let others: Server[];

beforeEach(async () => {
  telex = await startTelexStandIn();
  others = [];
});
afterEach(async () => {
  await telex.close();
  for (const server of others) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  others.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const credentials = { email: 'ada@telex.test', password: 'right' };

describe('a Telex that does not behave', () => {
  test('is waited for as long as was said, then it is 504 and nothing else', async () => {
    telex.faults.add({ kind: 'hang', when: 'before' });
    const api = createTelexApi({ apiBase: telex.apiBase, timeLimitMs: 200 });
    await expect(api.login(credentials)).rejects.toMatchObject({
      status: 504,
      code: 'telex_timeout',
    });
  });

  test('that begins to answer and stops is waited for no longer', async () => {
    const apiBase = await serve((_req, res) => {
      res.writeHead(200, { 'content-type': 'application/json' });
      res.write('{"status":');
    });
    const api = createTelexApi({ apiBase, timeLimitMs: 200 });
    await expect(api.login(credentials)).rejects.toMatchObject({ status: 504 });
  });

  test('with an endless answer is read up to a mebibyte', async () => {
    const apiBase = await serve((_req, res) => {
      const more = () => {
        while (res.write('x'.repeat(65_536))) {
          // Until the buffers are full.
        }
        res.once('drain', more);
      };
      more();
    });
    const api = createTelexApi({ apiBase });
    await expect(api.login(credentials)).rejects.toMatchObject({
      status: 502,
      code: 'telex_failed',
    });
  });

  test('that sends elsewhere is not followed, and the password goes nowhere', async () => {
    const heard: string[] = [];
    const elsewhere = await serve((req, res) => {
      heard.push(req.url ?? '');
      res.end('{}');
    });
    const apiBase = await serve((_req, res) => {
      res.writeHead(307, { location: `${elsewhere}/auth/login` }).end();
    });
    await expect(createTelexApi({ apiBase }).login(credentials)).rejects.toMatchObject({
      status: 502,
    });
    expect(heard).toEqual([]);
  });

  test('cannot steer a call by the ids that it answers', async () => {
    const heard: string[] = [];
    const apiBase = await serve((req, res) => {
      heard.push(req.url ?? '');
      const data = [{ id: '../../auth/logout?', name: 'Acme' }];
      res.end(JSON.stringify({ data }));
    });
    const asking = createTelexApi({ apiBase }).organisations({ userId: 'u', token: 't' });
    await expect(asking).rejects.toMatchObject({ status: 502 });
    expect(heard).toEqual(['/users/organisations']);
  });
});

test('a refused token is told apart from a Telex that fails', async () => {
  const api = createTelexApi({ apiBase: telex.apiBase });
  const asking = api.organisations({ userId: 'u', token: 'old' });
  await expect(asking).rejects.toBeInstanceOf(TokenRefused);
});

test('a member who is removed between two answers is in that organisation no more', async () => {
  const ada = telex.addUser(credentials);
  telex.addOrganisation(ada, 'Acme');
  const api = createTelexApi({ apiBase: telex.apiBase });
  const login = await api.login(credentials);
  telex.faults.add({
    kind: 'answer',
    when: 'before',
    status: 404,
    on: `GET /api/v1/users/${ada.id}`,
  });
  expect(await api.organisations(login)).toEqual([]);
});

test('names are shown without what could draw over a page or a mail', async () => {
  const ada = telex.addUser({ ...credentials, name: 'Ada\u202e\nBcc:x Obi' });
  telex.addOrganisation(ada, 'Ac\u0000me');
  const api = createTelexApi({ apiBase: telex.apiBase });
  const login = await api.login(credentials);
  expect(login.name).toBe('Ada  Bcc:x Obi');
  expect(await api.organisations(login)).toMatchObject([{ name: 'Ac me' }]);
});
