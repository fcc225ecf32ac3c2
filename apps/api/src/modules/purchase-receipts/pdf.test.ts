import { describe, expect, it } from 'vitest';
import { printAmount, renderReceipt } from './pdf.js';
import type { PurchaseReceiptDoc } from './schemas.js';
import { textOfPdf } from './testing/pdf-text.js';

const receipt: PurchaseReceiptDoc = {
  ...{ id: 'rct_1', purchaseId: 'pur_1', organisationId: 'org_1' },
  ...{ series: 'S', sequence: 42, number: '000042', issuedAt: '2026-11-25T10:00:00.000Z' },
  seller: { name: 'Telex Ltd', address: ['12 Marina', 'Lagos'], taxId: 'NG-1', email: null },
  buyer: { name: 'Ọlá & Co', address: ['1 Accra Road'], taxId: 'GH-2', email: 'ola@example.test' },
  ...{ description: '5,000 credits (Pro Bundle)', currency: 'NGN' },
  ...{ net: '2976744', tax: '223256', taxBps: 750, total: '3200000' },
  ...{ paidAt: '2026-11-24T23:00:00.000Z', provider: 'Paystack', providerRef: 'ref_9' },
  ...{ livemode: true, mailDueAt: null, mailAttempts: 0, mailedAt: null, leaseUntil: null },
};

const textOf = async (more: Partial<PurchaseReceiptDoc> = {}, refunded = 0n) =>
  textOfPdf(await renderReceipt({ ...receipt, ...more }, { refunded, compress: false }));

describe('the PDF of a receipt', () => {
  it('names seller, buyer, tax, total and the provider’s reference', async () => {
    const lines = (await textOf()).split('\n');
    for (const line of [
      ...['Receipt', 'Number 000042', 'Issued 2026-11-25, paid 2026-11-24 (UTC)'],
      ...['Telex Ltd', '12 Marina', 'Tax ID: NG-1', 'Ọlá & Co', 'Tax ID: GH-2'],
      ...['5,000 credits (Pro Bundle)', '₦29,767.44', 'VAT 7.5 %', '₦2,232.56'],
      ...['Total paid in NGN', '₦32,000.00', 'Paid with Paystack, reference ref_9'],
    ]) {
      expect(lines).toContain(line);
    }
  });

  it('says so where no VAT was charged, where it was a test and what was refunded since', async () => {
    const text = await textOf({ taxBps: 0, tax: '0', livemode: false }, 123n);
    expect(text).toContain('VAT not charged');
    expect(text).toContain('TEST MODE: no real money moved.');
    expect(text).toContain('Refunded since\n−₦1.23');
    expect(await textOf()).not.toContain('Refunded');
  });

  it('is the same bytes for the same receipt', async () => {
    const [one, two] = await Promise.all(
      [1, 2].map(() => renderReceipt(receipt, { refunded: 0n })),
    );
    expect(one?.equals(two ?? Buffer.alloc(0))).toBe(true);
    expect(one?.subarray(0, 5).toString()).toBe('%PDF-');
  });

  it.each([
    ['USD', 123_456_789n, '$1,234,567.89'],
    ['NGN', 100n, '₦1.00'],
    ['GHS', 5n, 'GH₵0.05'],
    ['JPY', 1000n, '¥1,000'],
    ['KES', 250_000n, 'KSh 2,500.00'],
  ] as const)(
    'prints amounts of %s exactly, with a sign that the font has',
    async (currency, minor, shown) => {
      expect(printAmount(minor, currency)).toBe(shown);
      expect(await textOf({ currency, total: minor.toString() })).toContain(shown.trim());
    },
  );
});
