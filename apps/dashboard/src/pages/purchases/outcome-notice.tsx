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
          The provider has it and has not confirmed it yet. You can leave; the credits come anyway.
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
      return (
        <Notice kind="negative" title="This payment is disputed">
          Your bank asked for the money back; the credits were taken back with it.
        </Notice>
      );
    case 'review':
      return (
        <Notice kind="caution" title="A person looks at this payment">
          What the provider reports does not match the order. Nothing is lost; support decides.
        </Notice>
      );
    case 'refunded':
    case 'partially_refunded':
      return <Notice title="Money was paid back">The refunds are listed below.</Notice>;
  }
}
