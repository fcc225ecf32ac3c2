import type { BillingDetails, ReplyOf, receiptRoutes } from '@telex-credits/contracts';
import type { Entry } from '@telex-credits/ledger';
import { printMoney } from '@telex-credits/money';
import type { DocumentStore, LedgerStore } from '@telex-credits/store';
import { pageOf } from '../../foundation/page-of.js';
import type { Mailer, Organisations } from '../../foundation/ports.js';
import { createJournalFollower, type JournalFollower } from '../../projector/journal-follower.js';
import type { PurchasesService, Sale } from '../purchases/service.js';
import { receiptNotFound } from './errors.js';
import { issueReceipt, type Seller } from './issue.js';
import { mailDueReceipts } from './mail.js';
import { renderReceipt } from './pdf.js';
import { createPurchaseReceiptsRepository } from './repository.js';
import type { PurchaseReceiptDoc } from './schemas.js';

/** Receipts of purchases: numbered without a gap, mailed, and shown as PDF. */
export interface PurchaseReceiptsService {
  list(
    organisationId: string,
    page: { readonly limit: number; readonly cursor?: string | undefined },
  ): Promise<ReplyOf<typeof receiptRoutes.list>>;
  /** Throws 404 `receipt_not_found` for a purchase that is not paid, not theirs or not there. */
  pdf(
    organisationId: string,
    purchaseId: string,
  ): Promise<{ readonly filename: string; readonly content: Buffer }>;
  billingDetails(organisationId: string): Promise<BillingDetails>;
  setBillingDetails(organisationId: string, details: BillingDetails): Promise<BillingDetails>;
  /** Mails what is due; a job. */
  mailDue(): Promise<void>;
  /** Issues a receipt for every purchase that the ledger has credited. */
  readonly follower: JournalFollower;
}

export interface PurchaseReceiptsDeps {
  readonly documents: DocumentStore;
  readonly ledger: Pick<LedgerStore, 'entries' | 'lastSeq' | 'onCommit'>;
  readonly purchases: Pick<PurchasesService, 'sale'>;
  readonly organisations: Pick<Organisations, 'name'>;
  readonly mailer: Mailer;
  readonly seller: Seller;
  readonly now: () => Date;
  readonly onError: (error: unknown) => void;
}

/** The purchases that entries credited. */
function purchasesIn(entries: readonly Entry[]): string[] {
  return entries.flatMap(({ operation }) =>
    operation.type === 'grant' && operation.source !== null ? [operation.source.purchaseId] : [],
  );
}

/** Makes the service. */
export function createPurchaseReceiptsService(deps: PurchaseReceiptsDeps): PurchaseReceiptsService {
  const { purchases, seller, now } = deps;
  const repository = createPurchaseReceiptsRepository(deps.documents);

  async function detailsOf(organisationId: string): Promise<BillingDetails> {
    const nothing = { legalName: '', address: [], taxId: '', email: null };
    return (await repository.billingDetails(organisationId)) ?? nothing;
  }

  async function buyerOf(sale: Sale): Promise<PurchaseReceiptDoc['buyer']> {
    const { legalName, address, taxId, email } = await detailsOf(sale.organisationId);
    const name = legalName === '' ? await deps.organisations.name(sale.organisationId) : legalName;
    return { name: name ?? sale.organisationId, address, taxId, email: email ?? sale.email };
  }

  async function issue(purchaseId: string): Promise<void> {
    const sale = await purchases.sale(purchaseId);
    if (sale === undefined) {
      // The ledger knows a purchase that the documents have lost: for people, not for a retry.
      deps.onError(new Error(`purchase ${purchaseId} was credited and is not there`));
      return;
    }
    await issueReceipt(repository, { sale, seller, buyer: await buyerOf(sale), now: now() });
  }

  const follower = createJournalFollower({
    ...deps,
    name: 'purchase-receipts',
    async apply(entries) {
      for (const purchaseId of purchasesIn(entries)) {
        await issue(purchaseId);
      }
    },
  });

  return {
    follower,
    billingDetails: detailsOf,
    async setBillingDetails(organisationId, details) {
      await repository.setBillingDetails(organisationId, details);
      return details;
    },
    async list(organisationId, { limit, cursor = null }) {
      await follower.catchUp();
      const page = await pageOf(() => repository.page(organisationId, { limit, cursor }));
      return { data: page.items.map(({ doc }) => showReceipt(doc)), nextCursor: page.nextCursor };
    },
    async pdf(organisationId, purchaseId) {
      await follower.catchUp();
      const receipt = await repository.ofPurchase(purchaseId);
      const sale = await purchases.sale(purchaseId);
      if (receipt?.organisationId !== organisationId || sale === undefined) {
        throw receiptNotFound();
      }
      const content = await renderReceipt(receipt, { refunded: sale.refunded });
      return { filename: `receipt-${receipt.number}.pdf`, content };
    },
    mailDue: () => mailDueReceipts({ ...deps, repository }),
  };
}

function showReceipt(doc: PurchaseReceiptDoc) {
  const money = (minor: string) => printMoney({ minor: BigInt(minor), currency: doc.currency });
  const { id, number, purchaseId, issuedAt, mailedAt } = doc;
  return {
    ...{ id, number, purchaseId, issuedAt, mailedAt },
    ...{ net: money(doc.net), tax: money(doc.tax), total: money(doc.total) },
  };
}
