/** What can happen to a purchase, in words. */
const words: Readonly<Record<string, string>> = {
  created: 'Started',
  checkout_refused: 'The payment page could not be opened',
  pending: 'Waiting for payment',
  processing: 'The payment is on its way',
  failed: 'The payment failed',
  expired: 'The payment page expired',
  review: 'Held for a person to look at',
  resolved_credit: 'Looked at: the credits are given',
  resolved_refund: 'Looked at: the money goes back',
  paid: 'Paid',
  returned: 'The money went back; no credits were given',
  refunded: 'Refunded',
  refund_failed: 'A refund did not go through',
  dispute_inquiry: 'The payer’s bank asks about this payment',
  dispute_open: 'The payment is disputed',
  dispute_won: 'The dispute was decided in favour of the payment',
  dispute_lost: 'The dispute was decided in favour of the payer',
  dispute_withdrawn: 'The bank took money back',
  dispute_reinstated: 'The bank returned the money',
  fraud_warning: 'The bank warned of fraud: spending is stopped',
  freeze_lifted: 'Spending is allowed again',
  fee_not_booked: 'A fee of the provider is not in the books: there is no exchange rate for it',
  refused_event: 'A message of another provider was refused',
};

/** A line of a purchase's history as a sentence; one that is not known yet is spelled out. */
export function historyWords(what: string): string {
  return words[what] ?? what.replaceAll('_', ' ');
}
