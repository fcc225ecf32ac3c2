export { ProviderRefusal, ProviderUnknown, WebhookRefused } from './errors.js';
export { createPaystackProvider } from './paystack/adapter.js';
export { paystackKeyKind } from './paystack/key.js';
export { createPaystackTransfers } from './paystack/transfers.js';
export { ignoredPaystackEvents } from './paystack/webhook.js';
export type {
  Checkout,
  CheckoutOrder,
  Dispute,
  Fact,
  Fee,
  MethodFact,
  Movement,
  Payment,
  PaymentFact,
  PaymentProvider,
  ProviderEvent,
  ProviderId,
  ProviderRefund,
  RefundOrder,
  SavedCharge,
  SavedChargeOutcome,
  SavedMethod,
  WarningFact,
  WebhookHeaders,
} from './provider.js';
export { createSandbox, type Sandbox } from './sandbox/sandbox.js';
export { deriveSandboxSecrets, type SandboxSecrets } from './sandbox/secrets.js';
export type { SandboxEnvironment } from './sandbox/service.js';
export { checkTimestamped, signTimestamped } from './signature.js';
export { createStripeProvider } from './stripe/adapter.js';
export { ignoredTypes as ignoredStripeEvents } from './stripe/events.js';
export { stripeKeyKind } from './stripe/keys.js';
