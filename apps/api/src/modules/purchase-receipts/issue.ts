import type { Sale } from '../purchases/service.js';
import type { PurchaseReceiptsRepository } from './repository.js';
import type { PurchaseReceiptDoc } from './schemas.js';

/** Who sells: the operator of this server, from its configuration. */
export interface Seller {
  readonly name: string;
  readonly address: readonly string[];
  readonly taxId: string;
}

/** How often another process may take the place that was meant for ours. */
const attemptsMax = 50;

/** One series per seller and mode: test purchases leave no gap in the numbers of real ones. */
function seriesOf(seller: Seller, livemode: boolean): string {
  return `${seller.taxId === '' ? seller.name : seller.taxId}${livemode ? '' : ' (test)'}`;
}

/** `000042`, and `TEST-000042` where no real money moved. */
function numberOf(sequence: number, livemode: boolean): string {
  return `${livemode ? '' : 'TEST-'}${sequence.toString().padStart(6, '0')}`;
}

/**
 * Issues the receipt of a paid purchase, once. Its number is the last one of the seller's series
 * plus one; a unique index lets each place be taken once, and nothing is ever deleted, so the series
 * has no gap whatever dies in between and however many processes issue.
 */
export async function issueReceipt(
  repository: PurchaseReceiptsRepository,
  facts: {
    readonly sale: Sale;
    readonly seller: Seller;
    readonly buyer: PurchaseReceiptDoc['buyer'];
    readonly now: Date;
  },
): Promise<PurchaseReceiptDoc> {
  const { sale, seller, buyer, now } = facts;
  const { livemode } = sale;
  const series = seriesOf(seller, livemode);
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    const known = await repository.ofPurchase(sale.purchaseId);
    if (known !== undefined) {
      return known;
    }
    const sequence = (await repository.lastIn(series)) + 1;
    const doc: PurchaseReceiptDoc = {
      id: `rct_${sale.purchaseId.slice(sale.purchaseId.indexOf('_') + 1)}`,
      purchaseId: sale.purchaseId,
      organisationId: sale.organisationId,
      ...{ series, sequence, number: numberOf(sequence, livemode), issuedAt: now.toISOString() },
      seller: { ...seller, address: [...seller.address], email: null },
      buyer,
      description: sale.description,
      currency: sale.currency,
      net: (sale.paid - sale.tax).toString(),
      tax: sale.tax.toString(),
      taxBps: sale.taxBps,
      total: sale.paid.toString(),
      paidAt: sale.paidAt,
      provider: sale.provider,
      providerRef: sale.providerRef,
      livemode,
      mailDueAt: buyer.email === null ? null : now.toISOString(),
      ...{ mailAttempts: 0, mailedAt: null, leaseUntil: null },
    };
    if (await repository.insert(doc)) {
      return doc;
    }
  }
  throw new Error(`no number was free for the receipt of purchase ${sale.purchaseId}`);
}
