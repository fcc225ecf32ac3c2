import { creditsText } from '../../amounts/grouping.js';
import type { Purchase } from '../../hooks/purchases.js';
import { Notice } from '../../ui/notice.js';

/** What a purchase's state means for the person who looks at it. */
export function OutcomeNotice({ purchase }: { purchase: Purchase }) {
  switch (purchase.status) {
    case 'pending':
      return (
        <Notice kind="caution" title="Waiting for your payment">
          Nothing is charged until you pay. This page notices by itself when you have.
        </Notice>
      );
    case 'processing':
      return (
        <Notice kind="caution" title="The payment is being confirmed">
          The provider has it and has not confirmed it yet; with some ways to pay this takes days.
          You can leave: the credits come anyway. Do not pay a second time.
        </Notice>
      );
    case 'paid':
      return (
        <Notice kind="positive" title={`${creditsText(purchase.credits)} are in your wallet`}>
          They can be spent from now on.
        </Notice>
      );
    case 'failed':
      return (
        <Notice kind="negative" title="The payment failed">
          No credits came of it. If money left your account, the provider returns it.
        </Notice>
      );
    case 'expired':
      return (
        <Notice title="The payment page has expired">
          It was not paid in time. Start again whenever you like.
        </Notice>
      );
    case 'disputed':
      return <DisputedNotice purchase={purchase} />;
    case 'review':
      return (
        <Notice kind="caution" title="A person looks at this payment">
          What the provider reports does not match the order, so no credits were given yet. Your
          money is not lost: the platform decides whether the credits come or the money goes back,
          and this page shows it. There is nothing to do for you.
        </Notice>
      );
    case 'refunded':
    case 'partially_refunded':
      return <Notice title="Money was paid back">The refunds are listed below.</Notice>;
  }
}

/** What a dispute means depends on whether it is still open, and on who won it. */
function DisputedNotice({ purchase: { disputes } }: { purchase: Purchase }) {
  const isOpen = disputes.some(({ status }) => status === 'open');
  const isAsked = disputes.some(({ status }) => status === 'inquiry');
  if (isAsked && !isOpen) {
    return (
      <Notice kind="caution" title="The payer’s bank asks about this payment">
        No money has moved, but no credits of this wallet can be spent until the bank is answered.
        If you know nothing of it, ask your bank.
      </Notice>
    );
  }
  return isOpen ? (
    <Notice kind="negative" title="This payment is disputed">
      The payer asked their bank for the money back. No credits of this wallet can be spent until
      that is decided. If it was a mistake, tell your bank that the payment was right.
    </Notice>
  ) : (
    <Notice kind="negative" title="This payment was taken back">
      The bank decided for the payer, and the credits went with the money. What had been spent of
      them comes out of the wallet’s other credits, or is a debt that the next purchase pays first.
    </Notice>
  );
}
