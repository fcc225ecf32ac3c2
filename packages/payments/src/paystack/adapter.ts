import type { PaymentProvider } from '../provider.js';
import { createPaystackCheckout } from './checkout.js';
import { createPaystackClient, type PaystackClient } from './client.js';
import { paystackCurrencies } from './currencies.js';
import type { PaystackApi } from './http.js';
import { paystackKeyKind } from './key.js';
import { listPaystackMovements } from './movements.js';
import { readAll } from './paging.js';
import { type PaymentFiles, paymentOf, wasPaid } from './payment.js';
import { createPaystackRefund, findPaystackRefund, refundsOf, startOf } from './refund.js';
import { chargePaystackAuthorization, forgetPaystackAuthorization } from './saved.js';
import { paystackFacts, verifyPaystackWebhook } from './webhook.js';

/** The transaction of a reference, and what was taken back of it. */
async function filesOf(client: PaystackClient, paymentRef: string): Promise<PaymentFiles> {
  const transaction = await client.verify(paymentRef);
  if (!wasPaid(transaction)) {
    return { transaction, refunds: [], disputes: [] };
  }
  const about = { ...startOf(transaction), transaction: transaction.id };
  const [refunds, disputes] = await Promise.all([
    refundsOf(client, transaction),
    readAll((mark) => client.listDisputes({ ...about, mark })),
  ]);
  const isOurs = ({ transaction: { id } }: (typeof disputes)[number]) => id === transaction.id;
  return { transaction, refunds, disputes: disputes.filter(isOurs) };
}

/**
 * Paystack as a payment provider. Whether real money moves follows from the secret key; throws when
 * it is no secret key.
 */
export function createPaystackProvider(
  api: PaystackApi & { readonly now: () => Date },
): PaymentProvider {
  const kind = paystackKeyKind(api.secretKey);
  if (kind !== 'test' && kind !== 'live') {
    throw new Error('Paystack needs a secret key (sk_test_… or sk_live_…)');
  }
  const client = createPaystackClient(api);
  const livemode = kind === 'live';
  return {
    id: 'paystack',
    name: livemode ? 'Paystack' : 'Paystack (test mode)',
    livemode,
    currencies: paystackCurrencies,
    savesMethods: true,
    createCheckout: (order) => createPaystackCheckout(client, order),
    fetchPayment: async (paymentRef) => paymentOf(await filesOf(client, paymentRef), api.now()),
    refund: (order) => createPaystackRefund(client, order),
    findRefund: (refund) => findPaystackRefund(client, refund),
    chargeSaved: (charge) => chargePaystackAuthorization(client, charge),
    forgetMethod: (method) => forgetPaystackAuthorization(client, method),
    listMovements: (query) => listPaystackMovements(client, query),
    verifyWebhook: (raw, headers) => verifyPaystackWebhook({ ...api, livemode }, { raw, headers }),
    toFacts: async (event) => paystackFacts(event),
  };
}
