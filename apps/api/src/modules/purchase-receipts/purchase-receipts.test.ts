import { openSqliteDocuments } from '@telex-credits/store-sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Mail } from '../../foundation/ports.js';
import type { Sale } from '../purchases/service.js';
import { issueReceipt } from './issue.js';
import { mailDueReceipts } from './mail.js';
import { createPurchaseReceiptsRepository } from './repository.js';

const seller = { name: 'Telex Ltd', address: ['Lagos'], taxId: 'NG-1' };
const buyer = { name: 'Ada', address: [], taxId: '', email: 'ada@example.test' };

function sale(purchaseId: string, more: Partial<Sale> = {}): Sale {
  return {
    ...{ purchaseId, organisationId: 'org_1', description: '1,000 credits (Starter Pack)' },
    ...{ currency: 'USD', paid: 500n, tax: 0n, taxBps: 0, refunded: 0n },
    ...{
      paidAt: '2026-11-25T09:00:00.000Z',
      provider: 'Sandbox',
      providerRef: `ref_${purchaseId}`,
    },
    ...{ livemode: true, email: buyer.email },
    ...more,
  };
}

let documents: ReturnType<typeof openSqliteDocuments>;
let repository: ReturnType<typeof createPurchaseReceiptsRepository>;
let now: Date;

beforeEach(() => {
  now = new Date('2026-11-25T10:00:00.000Z');
  documents = openSqliteDocuments(':memory:');
  repository = createPurchaseReceiptsRepository(documents);
});
afterEach(() => documents.close());

const issue = (of: Sale, by = seller) =>
  issueReceipt(repository, { sale: of, seller: by, buyer, now });

describe('numbers', () => {
  it('have no gap and no double when many are issued at once, and each purchase has one receipt', async () => {
    const purchases = Array.from({ length: 20 }, (_, index) => `pur_${index}`);
    const issued = await Promise.all([...purchases, ...purchases].map((id) => issue(sale(id))));
    const numbers = new Set(issued.map((receipt) => receipt.sequence));
    expect([...numbers].sort((a, b) => a - b)).toEqual(purchases.map((_, index) => index + 1));
    const again = await issue(sale('pur_3'));
    expect(again.number).toBe(issued.find((receipt) => receipt.purchaseId === 'pur_3')?.number);
  });

  it('run apart for each seller, and for tests', async () => {
    expect((await issue(sale('pur_1'))).number).toBe('000001');
    expect((await issue(sale('pur_2', { livemode: false }))).number).toBe('TEST-000001');
    expect((await issue(sale('pur_3'), { ...seller, taxId: 'GH-1' })).number).toBe('000001');
    expect((await issue(sale('pur_4'))).number).toBe('000002');
  });
});

describe('the mail of a receipt', () => {
  const sent: Mail[] = [];
  let takes = true;
  const mailer = {
    async send(mail: Mail) {
      sent.push(mail);
      return takes;
    },
  };
  const mail = () => mailDueReceipts({ repository, mailer, now: () => now });
  const later = (seconds: number) => {
    now = new Date(now.getTime() + seconds * 1000);
  };
  beforeEach(() => {
    sent.length = 0;
    takes = true;
  });

  it('goes out once, with the PDF', async () => {
    await issue(sale('pur_1'));
    await Promise.all([mail(), mail()]);
    await mail();
    expect(sent.map(({ to, subject }) => [to, subject])).toEqual([[buyer.email, 'Receipt 000001']]);
    expect(sent[0]?.attachments?.[0]?.content.subarray(0, 5).toString()).toBe('%PDF-');
    expect(await repository.ofPurchase('pur_1')).toMatchObject({ mailedAt: now.toISOString() });
  });

  it('is tried again while no mail server takes it, a bounded number of times', async () => {
    takes = false;
    await issue(sale('pur_1'));
    await mail();
    await mail();
    expect(sent).toHaveLength(1);
    later(31);
    await mail();
    expect(sent).toHaveLength(2);
    for (let hours = 0; hours < 100; hours += 1) {
      later(86_400);
      await mail();
    }
    expect(sent).toHaveLength(7);
    expect(await repository.ofPurchase('pur_1')).toMatchObject({ mailedAt: null, mailDueAt: null });
  });

  it('is not sent where nobody can be written to', async () => {
    await issueReceipt(repository, {
      ...{ sale: sale('pur_1'), seller, now },
      buyer: { ...buyer, email: null },
    });
    await mail();
    expect(sent).toEqual([]);
  });
});
