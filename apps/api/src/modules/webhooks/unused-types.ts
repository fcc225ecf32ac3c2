/** Event types of no use to us, by provider and beginning, with the reason that the inbox shows. */
const unused: readonly (readonly [provider: string, prefix: string, reason: string])[] = [
  ['stripe', 'payment_intent.created', 'nothing is paid yet'],
  ['stripe', 'charge.succeeded', 'the purchase’s own event tells of the payment'],
  ['stripe', 'charge.updated', 'nothing in it decides about credits'],
  ['stripe', 'charge.pending', 'the purchase’s own event tells of the payment'],
  ['stripe', 'charge.failed', 'the purchase’s own event tells of the payment'],
  ['stripe', 'charge.captured', 'payments are never captured by hand'],
  ['stripe', 'customer.', 'customers are not kept here'],
  ['stripe', 'payment_method.attached', 'a method is kept with the purchase that it came with'],
  ['stripe', 'setup_intent.', 'no method is saved without a purchase'],
  ['stripe', 'mandate.', 'mandates are the provider’s to keep'],
  ['stripe', 'invoice.', 'nothing is invoiced over there'],
  ['stripe', 'product.', 'packages are kept here'],
  ['stripe', 'price.', 'prices are kept here'],
  ['stripe', 'balance.available', 'reconciliation reads the list of movements itself'],
  ['stripe', 'radar.early_fraud_warning.updated', 'the warning stopped spending when it was made'],
  ['stripe', 'transfer.', 'no payout of ours made it'],
  ['stripe', 'payout.', 'payouts to our own bank account are not kept here'],
  ['stripe', 'account.', 'it is about no account of a publisher here'],
  ['stripe', 'v2.', 'it is about no account of a publisher here'],
  ['paystack', 'transfer.', 'no payout of ours made it'],
  ['paystack', 'customeridentification.', 'customers are not kept here'],
  ['paystack', 'dedicatedaccount.', 'nobody pays into accounts of their own'],
  ['paystack', 'invoice.', 'nothing is invoiced over there'],
  ['paystack', 'subscription.', 'nothing is sold by subscription'],
  ['paystack', 'paymentrequest.', 'nothing is invoiced over there'],
];

/** Why an event that means nothing to us is only kept. */
export function whyUnused(provider: string, type: string): string {
  const known = unused.find(([of, prefix]) => of === provider && type.startsWith(prefix));
  return known?.[2] ?? `events of type ${type.slice(0, 80)} are not known here`;
}
