export { ProviderRefusal, ProviderUnknown, WebhookRefused } from './errors.js';
export type {
  Checkout,
  CheckoutOrder,
  Fact,
  Payment,
  PaymentFact,
  PaymentProvider,
  ProviderEvent,
  ProviderId,
  ProviderRefund,
  RefundOrder,
  WebhookHeaders,
} from './provider.js';
export { createSandbox, type Sandbox } from './sandbox/sandbox.js';
export { deriveSandboxSecrets, type SandboxSecrets } from './sandbox/secrets.js';
export type { SandboxEnvironment } from './sandbox/service.js';
export { checkTimestamped, signTimestamped } from './signature.js';
