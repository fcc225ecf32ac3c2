import { autoTopUp, autoTopUpAuthentication } from './auto-top-up.js';
import { disputeLost, disputeWon, disputeWonThenRefunded, fraudWarning } from './disputes.js';
import { declined, delayed, wrongAmount } from './paying.js';
import { promotion } from './promotion.js';
import { partialRefunds, refundFails, refundOfSpent } from './refunds.js';
import type { Scenario } from './scenario.js';
import { duplicateWebhooks, lostWebhook } from './webhooks.js';

/** Every scenario but `happy`, which is the tour itself. */
export const scenarios: readonly Scenario[] = [
  ...[declined, delayed, duplicateWebhooks, lostWebhook],
  ...[partialRefunds, refundFails, refundOfSpent],
  ...[disputeWon, disputeLost, disputeWonThenRefunded, fraudWarning, wrongAmount],
  ...[autoTopUp, autoTopUpAuthentication, promotion],
];
