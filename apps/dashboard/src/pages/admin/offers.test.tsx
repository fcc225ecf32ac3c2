import { screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pickOrganisation } from '../../api/organisation.js';
import { adminPackage, offer, promotion } from '../../testing/admin-fixtures.js';
import { everythingForAdmins } from '../../testing/everything-for-admins.js';
import { type FakeApi, installFakeApi, problem, reply } from '../../testing/fake-api.js';
import { renderApp } from '../../testing/render-app.js';
import { endOfDay } from '../../time/days.js';

const CREATE = 'POST /api/v1/admin/packages';
const CHANGE = 'PATCH /api/v1/admin/packages/pkg_pro';
const CUSTOM = 'PUT /api/v1/admin/custom-offer';
const CODE = 'POST /api/v1/admin/promotions';
const CHANGE_CODE = 'PATCH /api/v1/admin/promotions/pro_one';
const ADJUST = 'POST /api/v1/admin/adjustments';
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
const tooCheap = () =>
  reply(409, {
    ...{ type: 'about:blank', title: 'Refused', status: 409, code: 'price_below_credit_price' },
    ...{ detail: 'At 1.00 USD a credit would cost less than CREDIT_PRICE.', requestId: 'req_1' },
    price: { amount: '1.00', currency: 'USD' },
  });

test('a new package goes out as it was typed, and is asked for once after a lost answer', async () => {
  api.answer(CREATE, () => problem(503, 'overloaded', 'Too much at once.'));
  renderApp('/admin/packages');
  await press('New package');
  const dialog = await screen.findByRole('dialog', { name: 'New package' });
  const field = (name: string) => within(dialog).getByLabelText(name);
  await userEvent.type(field('Name'), 'Mega');
  await userEvent.type(field('Credits'), '12,000');
  await userEvent.clear(field('Of which bonus'));
  await userEvent.type(field('Of which bonus'), '2000');
  await userEvent.type(field('USD'), '50.00');
  await userEvent.type(field('NGN'), '80,000');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Put on sale' }));
  await within(dialog).findByText('Too much at once.');
  api.answer(CREATE, () => reply(201, { ...adminPackage, id: 'pkg_mega', name: 'Mega' }));
  await userEvent.click(within(dialog).getByRole('button', { name: 'Put on sale' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  const [first, second] = api.requests(CREATE);
  expect(second?.headers.get('Idempotency-Key')).toBe(first?.headers.get('Idempotency-Key'));
  expect(second?.body).toEqual({
    ...{ name: 'Mega', credits: '12000', bonus: '2000', position: 100 },
    prices: [
      { amount: '50.00', currency: 'USD' },
      { amount: '80000', currency: 'NGN' },
    ],
  });
});

test('a price below CREDIT_PRICE is refused at the field of its currency', async () => {
  api.answer(CHANGE, tooCheap);
  renderApp('/admin/packages');
  await press('Change Pro Bundle');
  const dialog = await screen.findByRole('dialog', { name: 'Change Pro Bundle' });
  const usd = within(dialog).getByLabelText('USD') as HTMLInputElement;
  expect(usd.value).toBe('20.00');
  await userEvent.clear(usd);
  await userEvent.type(usd, '1.00');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Save package' }));
  expect((await within(dialog).findByRole('alert')).textContent).toContain('CREDIT_PRICE');
  expect(usd.getAttribute('aria-invalid')).toBe('true');
  expect(usd.value).toBe('1.00');
});

test('what cannot be sold is refused beside its field before anything is sent', async () => {
  renderApp('/admin/packages');
  await press('New package');
  const dialog = await screen.findByRole('dialog', { name: 'New package' });
  const field = (name: string) => within(dialog).getByLabelText(name);
  await userEvent.type(field('Name'), 'Odd');
  await userEvent.type(field('Credits'), '100');
  await userEvent.clear(field('Of which bonus'));
  await userEvent.type(field('Of which bonus'), '100');
  await userEvent.type(field('JPY'), '10.5');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Put on sale' }));
  await within(dialog).findByText(/own places/);
  expect(field('JPY').getAttribute('aria-invalid')).toBe('true');
  expect(api.requests(CREATE)).toHaveLength(0);
});

test('a package leaves the sale after asking', async () => {
  api.answer(CHANGE, { ...adminPackage, active: false });
  renderApp('/admin/packages');
  await press('Take off sale: Pro Bundle');
  const dialog = await screen.findByRole('dialog', { name: 'Take Pro Bundle off sale?' });
  await userEvent.click(within(dialog).getByRole('button', { name: 'Take off sale' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(api.requests(CHANGE)[0]?.body).toEqual({ active: false });
});

test('custom amounts go out with exact unit prices and bonuses, and a refusal is at its price', async () => {
  api.answer(CUSTOM, tooCheap);
  renderApp('/admin/packages');
  const form = await screen.findByRole('form', { name: 'Custom amounts' });
  await userEvent.click(within(form).getByRole('button', { name: 'Add bonus' }));
  const last = (label: string) => within(form).getAllByLabelText(label).at(-1) as HTMLElement;
  await userEvent.type(last('From credits'), '10,000');
  await userEvent.type(last('Bonus (%)'), '12.5');
  await userEvent.click(within(form).getByRole('button', { name: 'Save custom amounts' }));
  expect((await within(form).findByRole('alert')).textContent).toContain('CREDIT_PRICE');
  expect(api.requests(CUSTOM)[0]?.body).toEqual({
    custom: { ...offer, tiers: [...offer.tiers, { from: '10000', bonusBps: 1250 }] },
  });
});

test('a code is made with its bounds, and one that is taken is refused at its field', async () => {
  api.answer(CODE, () => problem(409, 'promotion_exists', 'Choose another.'));
  renderApp('/admin/promotions');
  await press('New code');
  const dialog = await screen.findByRole('dialog', { name: 'New code' });
  const field = (name: string) => within(dialog).getByLabelText(name);
  await userEvent.type(field('Code'), 'LAGOS-25');
  await userEvent.type(field('Name'), 'Lagos meetup');
  await userEvent.type(field('Credits'), '25');
  await userEvent.type(field('At most so often'), '1,000');
  await userEvent.type(field('Last day'), '2099-12-31');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Make code' }));
  await waitFor(() => expect(field('Code').getAttribute('aria-invalid')).toBe('true'));
  expect(api.requests(CODE)[0]?.body).toEqual({
    ...{ code: 'LAGOS-25', name: 'Lagos meetup', credits: '25', validDays: 90, funded: false },
    ...{ maxRedemptions: 1000, endsAt: endOfDay('2099-12-31') },
  });
});

test('only what was changed of a code is sent', async () => {
  api.answer(CHANGE_CODE, promotion);
  renderApp('/admin/promotions');
  await press('Change WELCOME');
  const dialog = await screen.findByRole('dialog', { name: 'Change WELCOME' });
  await userEvent.clear(within(dialog).getByLabelText('At most so often'));
  await userEvent.click(within(dialog).getByRole('button', { name: 'Save code' }));
  await waitFor(() => expect(api.requests(CHANGE_CODE)).toHaveLength(1));
  expect(api.requests(CHANGE_CODE)[0]?.body).toEqual({ maxRedemptions: null });
});

test('a code is stopped after asking', async () => {
  api.answer(CHANGE_CODE, { ...promotion, active: false });
  renderApp('/admin/promotions');
  await press('Stop WELCOME');
  const dialog = await screen.findByRole('dialog', { name: 'Stop WELCOME?' });
  await userEvent.click(within(dialog).getByRole('button', { name: 'Stop code' }));
  await waitFor(() => expect(api.requests(CHANGE_CODE)[0]?.body).toEqual({ active: false }));
});

async function removeCredits(): Promise<HTMLElement> {
  await userEvent.click(await screen.findByRole('radio', { name: 'Remove credits' }));
  await userEvent.type(screen.getByLabelText('Credits'), '12.5');
  await userEvent.type(screen.getByLabelText('Reason'), 'Given twice');
  await press('Remove credits…');
  const dialog = await screen.findByRole('dialog', { name: 'Remove 12.5 credits?' });
  await userEvent.click(within(dialog).getByRole('button', { name: 'Remove 12.5 credits' }));
  return dialog;
}

test('a correction repeats whose wallet, how much and why, and happens once after a reload', async () => {
  api.answer(ADJUST, () => problem(503, 'ledger_unavailable', 'Resting.'));
  const { unmount, router } = renderApp('/admin/adjustments');
  await press('Choose Lagos Weather, ngozi@example.com');
  await waitFor(() => expect(router.state.location.search).toEqual({ organisationId: 'org_two' }));
  const dialog = await removeCredits();
  expect(dialog.textContent).toContain(
    '12.5 credits leave the wallet of Lagos Weather (ngozi@example.com)',
  );
  expect(dialog.textContent).toContain('Reason: Given twice');
  await within(dialog).findByText('Resting.');
  unmount();
  api.answer(ADJUST, ({ body }: { body: unknown }) =>
    reply(201, { ...(body as object), id: 'lot_two', posted: '87.5', at: promotion.createdAt }),
  );
  renderApp('/admin/adjustments?organisationId=org_two');
  await removeCredits();
  const result = await screen.findByRole('status', { name: 'Result' });
  await waitFor(() =>
    expect(result.textContent).toBe(
      '12.5 credits removed from Lagos Weather. Its wallet holds 87.5 credits now.',
    ),
  );
  const [first, second] = api.requests(ADJUST);
  expect(second?.headers.get('Idempotency-Key')).toBe(first?.headers.get('Idempotency-Key'));
  expect(second?.body).toEqual({
    ...{ organisationId: 'org_two', credits: '-12.5', reason: 'Given twice' },
  });
  expect((screen.getByLabelText('Credits') as HTMLInputElement).value).toBe('');
});

test('the audit log says who did what and why, and narrows to more of the same', async () => {
  const { router } = renderApp('/admin/audit');
  expect(await screen.findByText('credits: 12.5, reason: goodwill')).toBeDefined();
  await userEvent.click(screen.getByRole('link', { name: 'wallet.adjust' }));
  await waitFor(() => expect(router.state.location.search).toEqual({ action: 'wallet.adjust' }));
  await waitFor(() =>
    expect(api.requests('GET /api/v1/admin/audit').at(-1)?.query.get('action')).toBe(
      'wallet.adjust',
    ),
  );
});
