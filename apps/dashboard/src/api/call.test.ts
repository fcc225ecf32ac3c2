import { peopleRoutes, purchaseRoutes, walletRoutes } from '@telex-credits/contracts';
import { afterEach, expect, test, vi } from 'vitest';
import { installFakeApi, problem } from '../testing/fake-api.js';
import { limits, me, wallet } from '../testing/fixtures.js';
import { call } from './call.js';
import { pickOrganisation } from './organisation.js';
import { ApiProblem } from './problem.js';

afterEach(() => vi.unstubAllGlobals());

test('calls for an organisation name it; calls about the person do not', async () => {
  pickOrganisation('org_two');
  const api = installFakeApi({ 'GET /api/v1/wallet': wallet, 'GET /api/v1/me': me });
  await call(walletRoutes.get, {});
  await call(peopleRoutes.me, {});
  const named = (route: string) => api.requests(route)[0]?.headers.get('X-Organisation-Id');
  expect(named('GET /api/v1/wallet')).toBe('org_two');
  expect(named('GET /api/v1/me')).toBeNull();
});

test('filters that are not set are not sent', async () => {
  const api = installFakeApi({ 'GET /api/v1/wallet/transactions': { data: [], nextCursor: null } });
  await call(walletRoutes.transactions, { query: { type: undefined, keyId: 'key_one' } as never });
  expect(api.requests('GET /api/v1/wallet/transactions')[0]?.query.toString()).toBe(
    'keyId=key_one',
  );
});

test('a call that moves money does not leave without a key', async () => {
  const api = installFakeApi({});
  const body = { packageId: 'pkg_one', currency: 'USD', provider: 'sandbox' } as const;
  await expect(call(purchaseRoutes.create, { body })).rejects.toThrow('idempotency key');
  expect(api.requests('POST /api/v1/purchases')).toHaveLength(0);
});

test('a refusal keeps its code, its sentence and its request id', async () => {
  installFakeApi({
    'PUT /api/v1/wallet/limits': () => problem(403, 'role_not_allowed', 'Ask a manager.'),
  });
  const refusal = await call(walletRoutes.setLimits, { body: limits }).catch((error) => error);
  expect(refusal).toBeInstanceOf(ApiProblem);
  expect(refusal).toMatchObject({
    status: 403,
    code: 'role_not_allowed',
    detail: 'Ask a manager.',
    requestId: 'req_42',
  });
});

test('an answer that is no problem document still says what happened', async () => {
  installFakeApi({ 'GET /api/v1/wallet': () => new Response('<html>', { status: 502 }) });
  await expect(call(walletRoutes.get, {})).rejects.toMatchObject({
    status: 502,
    code: 'unexpected_reply',
  });
});

test('a server that cannot be reached is told apart from one that refuses', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
  await expect(call(walletRoutes.get, {})).rejects.toMatchObject({ status: 0, code: 'no_answer' });
});
