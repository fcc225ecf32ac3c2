import { receiptRoutes } from '@telex-credits/contracts';
import { type BoundRoute, bind, bindRaw } from '../../http/bind.js';
import type { PurchaseReceiptsService } from './service.js';

/** Receipts of purchases and the details that they name the buyer with. */
export function purchaseReceiptsRoutes(service: PurchaseReceiptsService): BoundRoute[] {
  return [
    bind(receiptRoutes.list, ({ caller, query }) => service.list(caller.organisationId, query)),
    bindRaw(receiptRoutes.pdf, async ({ caller, params }, _req, res) => {
      const { filename, content } = await service.pdf(caller.organisationId, params.id);
      res.status(200).set({
        'Content-Type': 'application/pdf',
        'Content-Disposition': `inline; filename="${filename}"`,
      });
      res.send(content);
    }),
    bind(receiptRoutes.getBillingDetails, ({ caller }) =>
      service.billingDetails(caller.organisationId),
    ),
    bind(receiptRoutes.putBillingDetails, ({ caller, body }) =>
      service.setBillingDetails(caller.organisationId, body),
    ),
  ];
}
