import { screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pickOrganisation } from '../../../api/organisation.js';
import { dispute, frozenOrder, order, orderInReview } from '../../../testing/admin-fixtures.js';
import { everythingForAdmins } from '../../../testing/everything-for-admins.js';
import { type FakeApi, installFakeApi, problem, reply } from '../../../testing/fake-api.js';
import { page } from '../../../testing/fixtures.js';
import { renderApp } from '../../../testing/render-app.js';
import { soonestFirst } from '../disputes/disputes-page.js';

const ORDER = 'GET /api/v1/admin/purchases/pur_one';
const RESOLVE = 'POST /api/v1/admin/purchases/pur_one/resolve';
const LIFT = 'POST /api/v1/admin/purchases/pur_one/lift-freeze';
const REFUND = 'POST /api/v1/purchases/pur_one/refunds';
let api: FakeApi;

beforeEach(() => {
  pickOrganisation('org_one');
  sessionStorage.clear();
  api = installFakeApi(everythingForAdmins);
});
afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

const press = async (name: string) => userEvent.click(await screen.findByRole('button', { name }));

test('orders that wait for a decision come before all others, and filters go to the server', async () => {
  api.answer('GET /api/v1/admin/purchases', ({ query }: { query: URLSearchParams }) =>
    page({ ...order, status: query.get('status') ?? 'paid' }),
  );
  const { router } = renderApp('/admin/orders');
  await waitFor(() => {
    const tables = screen.getAllByRole('table').map((table) => table.getAttribute('aria-label'));
    expect(tables).toEqual(['Waiting for a decision', 'Disputed', 'Orders']);
  });
  await userEvent.selectOptions(screen.getByLabelText('Status'), 'Refunded');
  await userEvent.type(screen.getByLabelText('Organisation id'), 'org_two{Enter}');
  await waitFor(() =>
    expect(router.state.location.search).toEqual({ status: 'refunded', organisationId: 'org_two' }),
  );
  await waitFor(() => {
    const last = api.requests('GET /api/v1/admin/purchases').at(-1)?.query;
    expect([last?.get('status'), last?.get('organisationId')]).toEqual(['refunded', 'org_two']);
  });
  await press('Clear filters');
  await waitFor(() => expect(router.state.location.search).toEqual({}));
  expect((screen.getByLabelText('Organisation id') as HTMLInputElement).value).toBe('');
});

test('a review says what does not match, and is decided with a reason, once', async () => {
  api.answer(ORDER, orderInReview);
  api.answer(RESOLVE, () => problem(503, 'ledger_unavailable', 'Resting.'));
  const { unmount } = renderApp('/admin/orders/pur_one');
  expect(
    await screen.findByText(/than was ordered: paid 400 minor units instead of 500/),
  ).toBeDefined();
  const decide = async () => {
    await press('Credit it');
    const dialog = await screen.findByRole('dialog', { name: 'Credit this order?' });
    expect(dialog.textContent).toContain('1,000 credits go to Lagos Weather');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Credit order' }));
    expect((await within(dialog).findByRole('alert')).textContent).toContain('Say why');
    await userEvent.type(within(dialog).getByLabelText('Reason'), 'Agreed on the phone');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Credit order' }));
  };
  await decide();
  await screen.findByText('Resting.');
  unmount();
  api.answer(RESOLVE, order);
  renderApp('/admin/orders/pur_one');
  await decide();
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  const [first, second] = api.requests(RESOLVE);
  expect(second?.body).toEqual({ decision: 'credit', reason: 'Agreed on the phone' });
  expect(second?.headers.get('Idempotency-Key')).toBe(first?.headers.get('Idempotency-Key'));
});

test('a freeze is lifted by its cause, with a reason', async () => {
  api.answer(ORDER, frozenOrder);
  api.answer(LIFT, order);
  renderApp('/admin/orders/pur_one');
  const freezes = await screen.findByRole('region', { name: 'Freezes' });
  expect(freezes.textContent).toContain('Dispute dp_one');
  await press('Lift freeze');
  const dialog = await screen.findByRole('dialog', { name: 'Lift this freeze?' });
  await userEvent.type(within(dialog).getByLabelText('Reason'), 'A known customer');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Lift freeze' }));
  await waitFor(() => expect(api.requests(LIFT)).toHaveLength(1));
  expect(api.requests(LIFT)[0]?.body).toEqual({
    cause: 'dispute:dp_one',
    reason: 'A known customer',
  });
});

test('a refund pays back exactly what was typed, after it was read once more', async () => {
  api.answer(REFUND, () =>
    reply(201, {
      ...{ id: 'rfd_one', amount: { amount: '5.00', currency: 'USD' }, credits: '999.5' },
      ...{ status: 'succeeded', createdAt: order.createdAt },
    }),
  );
  renderApp('/admin/orders/pur_one');
  const amount = (await screen.findByLabelText('Amount in USD')) as HTMLInputElement;
  expect(amount.value).toBe('4.99');
  await userEvent.clear(amount);
  await userEvent.type(amount, '4.999');
  await press('Refund…');
  expect((await screen.findByRole('alert')).textContent).toContain('amount of USD above zero');
  await userEvent.clear(amount);
  await userEvent.type(amount, '5');
  await press('Refund…');
  const dialog = await screen.findByRole('dialog', { name: 'Refund $5.00?' });
  expect(api.requests(REFUND)).toHaveLength(0);
  await userEvent.click(within(dialog).getByRole('button', { name: 'Refund $5.00' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(api.requests(REFUND)[0]?.body).toEqual({ amount: { amount: '5.00', currency: 'USD' } });
});

test('a payment that its bank decides about offers no refund', async () => {
  const disputes = frozenOrder.disputes.map((one) => ({ ...one, status: 'open' }));
  api.answer(ORDER, { ...frozenOrder, disputes });
  renderApp('/admin/orders/pur_one');
  expect(await screen.findByRole('table', { name: 'Disputes' })).toBeDefined();
  expect(screen.queryByLabelText('Amount in USD')).toBeNull();
});

test('disputes that must be answered soonest come first, decided ones last', () => {
  const at = (ref: string, answerBy: string | null, status: 'open' | 'won' = 'open') => ({
    ...{ ...dispute, ref, answerBy, status },
  });
  const sorted = soonestFirst([
    at('won', '2026-11-01T00:00:00.000Z', 'won'),
    at('no date', null),
    at('late', '2026-12-09T00:00:00.000Z'),
    at('soon', '2026-12-01T00:00:00.000Z'),
  ]);
  expect(sorted.map(({ ref }) => ref)).toEqual(['soon', 'late', 'no date', 'won']);
});

test('open disputes are read to their end before they are put in order', async () => {
  const late = { ...dispute, ref: 'dp_late', answerBy: '2099-12-24T00:00:00.000Z' };
  api.answer('GET /api/v1/admin/disputes', ({ query }: { query: URLSearchParams }) =>
    query.get('cursor') === null
      ? { data: [late], nextCursor: 'more' }
      : { data: [dispute], nextCursor: null },
  );
  renderApp('/admin/disputes');
  const table = await screen.findByRole('table', { name: 'Open disputes' });
  const refs = within(table).getAllByText(/^dp_/);
  expect(refs.map(({ textContent }) => textContent)).toEqual(['dp_one', 'dp_late']);
});
