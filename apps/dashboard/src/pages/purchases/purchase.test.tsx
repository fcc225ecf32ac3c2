import { screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pickOrganisation } from '../../api/organisation.js';
import { saveFile } from '../../api/save-file.js';
import { disputedPurchase, purchaseReceipt } from '../../testing/billing-fixtures.js';
import { everything } from '../../testing/everything.js';
import { type FakeApi, installFakeApi, type SeenRequest } from '../../testing/fake-api.js';
import { page, purchase } from '../../testing/fixtures.js';
import { renderApp } from '../../testing/render-app.js';

vi.mock('../../api/save-file.js', () => ({ saveFile: vi.fn() }));

const PURCHASE = 'GET /api/v1/purchases/pur_one';
const PDF = 'GET /api/v1/purchases/pur_one/receipt.pdf';
let api: FakeApi;

beforeEach(() => {
  pickOrganisation('org_one');
  vi.mocked(saveFile).mockClear();
  api = installFakeApi(everything);
  api.answer(
    PDF,
    () => new Response('%PDF-1.7', { headers: { 'Content-Type': 'application/pdf' } }),
  );
});
afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

test('the history is told in words, and what is not known yet is spelled out', async () => {
  api.answer(PURCHASE, disputedPurchase);
  renderApp('/purchases/pur_one');
  const history = await screen.findByRole('region', { name: 'History' });
  const lines = within(history)
    .getAllByRole('listitem')
    .map((line) => line.querySelector('p')?.textContent);
  expect(lines).toEqual([
    'Started',
    'Paid',
    'The payment is disputed',
    'The bank took money back',
    'something new',
  ]);
});

test('a disputed top-up says what the dispute means, what was taken, and that it was automatic', async () => {
  api.answer(PURCHASE, disputedPurchase);
  renderApp('/purchases/pur_one');
  const state = await screen.findByRole('status', { name: 'Purchase state' });
  expect(state.textContent).toContain('No credits of this wallet can be spent until');
  expect(screen.getByText('By automatic top-up')).toBeDefined();
  const row = within(screen.getByRole('table', { name: 'Disputes' })).getAllByRole('row')[1];
  expect(row?.textContent).toContain('fraudulent');
  expect(row?.textContent).toContain('$5.00');
});

test.each([
  ['inquiry', 'The payer’s bank asks about this payment'],
  ['lost', 'This payment was taken back'],
] as const)('a dispute that is %s reads otherwise than an open one', async (status, words) => {
  const disputes = disputedPurchase.disputes.map((dispute) => ({ ...dispute, status }));
  api.answer(PURCHASE, { ...disputedPurchase, disputes });
  renderApp('/purchases/pur_one');
  expect(await screen.findByText(words)).toBeDefined();
});

test('a purchase under review says that nothing is lost and who decides', async () => {
  api.answer(PURCHASE, { ...purchase, status: 'review', paidAt: null, refundable: null });
  renderApp('/purchases/pur_one');
  const state = await screen.findByRole('status', { name: 'Purchase state' });
  expect(state.textContent).toContain('Your money is not lost: the platform decides');
  expect(screen.queryByRole('region', { name: 'Receipt' })).toBeNull();
});

test('the receipt is downloaded for the organisation, under its number', async () => {
  renderApp('/purchases/pur_one');
  const download = await screen.findByRole('button', { name: 'Download receipt TEST-000042' });
  await userEvent.click(download);
  await waitFor(() => expect(saveFile).toHaveBeenCalledOnce());
  const [content, name] = vi.mocked(saveFile).mock.calls[0] ?? [];
  expect(name).toBe('receipt-TEST-000042.pdf');
  expect(await content?.text()).toBe('%PDF-1.7');
  const [request] = api.requests(PDF);
  expect(request?.headers.get('X-Organisation-Id')).toBe('org_one');
});

test('the receipt of an old purchase is found behind newer ones, and no further than needed', async () => {
  const newer = { ...purchaseReceipt, purchaseId: 'pur_two' };
  api.answer('GET /api/v1/receipts', ({ query }: SeenRequest) =>
    query.get('cursor') === null
      ? { data: [newer], nextCursor: 'more' }
      : { data: [purchaseReceipt], nextCursor: 'much more' },
  );
  renderApp('/purchases/pur_one');
  expect(await screen.findByText('TEST-000042')).toBeDefined();
  expect(api.requests('GET /api/v1/receipts')).toHaveLength(2);
});

test('a receipt that is not issued yet is waited for', async () => {
  api.answer('GET /api/v1/receipts', page());
  renderApp('/purchases/pur_one');
  expect(await screen.findByText(/It is being issued/)).toBeDefined();
  api.answer('GET /api/v1/receipts', page(purchaseReceipt));
  expect(await screen.findByText('TEST-000042', {}, { timeout: 10_000 })).toBeDefined();
});

test('receipts are listed beside the purchases, each with its file, and as CSV', async () => {
  api.answer('GET /api/v1/receipts', ({ headers }: SeenRequest) =>
    headers.get('Accept') === 'text/csv' ? new Response('number\n') : page(purchaseReceipt),
  );
  renderApp('/purchases');
  await userEvent.click(await screen.findByRole('tab', { name: 'Receipts' }));
  await screen.findByRole('button', { name: 'Download receipt TEST-000042' });
  await userEvent.click(screen.getByRole('button', { name: 'Download CSV' }));
  await waitFor(() => expect(vi.mocked(saveFile).mock.calls[0]?.[1]).toBe('receipts.csv'));
});
