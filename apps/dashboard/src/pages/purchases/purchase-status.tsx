import type { Purchase } from '../../hooks/purchases.js';
import { Badge, type Tone } from '../../ui/badge.js';

const words: Readonly<Record<Purchase['status'], readonly [name: string, tone: Tone]>> = {
  pending: ['Waiting for payment', 'caution'],
  processing: ['Processing', 'caution'],
  paid: ['Paid', 'positive'],
  failed: ['Failed', 'negative'],
  expired: ['Expired', 'neutral'],
  refunded: ['Refunded', 'neutral'],
  partially_refunded: ['Partly refunded', 'neutral'],
  disputed: ['Disputed', 'negative'],
  review: ['Under review', 'caution'],
};

/** A purchase's state as a word. */
export function purchaseStatusName(status: Purchase['status']): string {
  return words[status][0];
}

/** A purchase's state. */
export function PurchaseStatus({ status }: { status: Purchase['status'] }) {
  const [name, tone] = words[status];
  return <Badge tone={tone}>{name}</Badge>;
}
