import { currencyPlaces, printDecimal } from '@telex-credits/money';
import type { Mailer } from '../../foundation/ports.js';
import { workLeased } from '../../jobs/leased-work.js';
import { renderReceipt } from './pdf.js';
import type { PurchaseReceiptsRepository } from './repository.js';
import type { PurchaseReceiptDoc } from './schemas.js';

/** Seconds until a mail that was not taken is tried again; after the last one nobody tries any more. */
const backoffSeconds = [30, 120, 600, 3600, 21_600, 86_400];
const leaseSeconds = 120;

function textOf(receipt: PurchaseReceiptDoc): string {
  const total = printDecimal(BigInt(receipt.total), currencyPlaces[receipt.currency]);
  return [
    `Thank you for your purchase: ${receipt.description}, ${total} ${receipt.currency}.`,
    `Receipt ${receipt.number} is attached.`,
    ...(receipt.livemode ? [] : ['This is a test: no real money moved.']),
  ].join('\n\n');
}

/** Mails receipts that are due, each until a mail server has taken it; a bounded number of times. */
export async function mailDueReceipts(deps: {
  readonly repository: PurchaseReceiptsRepository;
  readonly mailer: Mailer;
  readonly now: () => Date;
}): Promise<void> {
  const { repository, mailer, now } = deps;

  async function again({ id }: PurchaseReceiptDoc): Promise<void> {
    await repository.change(id, (doc) => {
      const wait = backoffSeconds[doc.mailAttempts];
      const mailDueAt =
        wait === undefined ? null : new Date(now().getTime() + wait * 1000).toISOString();
      return { ...doc, mailAttempts: doc.mailAttempts + 1, mailDueAt, leaseUntil: null };
    });
  }

  await workLeased({
    collection: repository.collection,
    due: {
      index: 'by_mail',
      equals: [],
      range: { before: new Date(now().getTime() + 1).toISOString() },
      limit: 20,
    },
    ...{ now, leaseSeconds },
    async work(receipt) {
      const { id, number, buyer } = receipt;
      const taken =
        buyer.email === null ||
        (await mailer.send({
          to: buyer.email,
          subject: `Receipt ${number}`,
          text: textOf(receipt),
          attachments: [
            {
              filename: `receipt-${number}.pdf`,
              contentType: 'application/pdf',
              content: await renderReceipt(receipt, { refunded: 0n }),
            },
          ],
        }));
      if (!taken) {
        return again(receipt);
      }
      const mailedAt = now().toISOString();
      await repository.change(id, (doc) => ({
        ...doc,
        ...{ mailedAt, mailDueAt: null, leaseUntil: null, mailAttempts: doc.mailAttempts + 1 },
      }));
    },
    failed: again,
  });
}
