import { type WebhookEventType, webhookEventTypes } from '@telex-credits/contracts';
import { z } from 'zod';

/** What the form for an endpoint takes. */
export const endpointFormSchema = z.object({
  url: z
    .url({ protocol: /^https?$/, error: 'Enter a full address, such as https://example.com/hook' })
    .max(2000),
  description: z.string().trim().max(200, 'Use at most 200 characters'),
  eventTypes: z.array(z.enum(webhookEventTypes)),
});
export type EndpointFormInput = z.input<typeof endpointFormSchema>;
export type EndpointFormOutput = z.output<typeof endpointFormSchema>;

/** Event types in plain words. */
export const eventWords: Readonly<Record<WebhookEventType, string>> = {
  'usage.created': 'A call was charged',
  'wallet.updated': 'The balance changed',
  'wallet.low_balance': 'The balance is low',
  'purchase.updated': 'A purchase changed',
  'earnings.updated': 'Earnings changed',
  'payout.updated': 'A payout changed',
};

/** The form's values as the API takes them: none ticked is all. */
export function endpointBody({ url, description, eventTypes }: EndpointFormOutput) {
  return { url, description, eventTypes: eventTypes.length === 0 ? null : eventTypes };
}
