import request from 'supertest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeFirstAdmin } from './make-first-admin.js';
import { openTestApplication, type TestApplication } from './testing/test-application.js';

let server: TestApplication;

beforeAll(async () => {
  server = await openTestApplication();
});
afterAll(() => server.close());

test('the first platform admin is named from the command line while the server runs, once', async () => {
  const ada = await server.signUp('Ada');
  const bea = await server.signUp('Bea');
  const make = (email: string) => makeFirstAdmin(server.core.config, email);
  await expect(make('nobody@example.test')).rejects.toThrow(/^There is no account of nobody@/);
  await request(server.app).get('/metrics').set(ada.headers).expect(403);
  expect(await make('Ada@Example.test')).toContain('platform admin');
  const me = await request(server.app).get('/api/v1/me').set(ada.headers).expect(200);
  expect(me.body.person.platformRole).toBe('platform_admin');
  const metrics = await request(server.app).get('/metrics').set(ada.headers).expect(200);
  expect(metrics.text).toContain('http_request_duration_seconds');
  await expect(make(bea.email)).rejects.toThrow(/^There is a platform admin already/);
});
