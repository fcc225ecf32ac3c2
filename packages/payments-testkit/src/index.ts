export {
  type CheckedRequest,
  createRequestChecker,
  problemsOf,
  type RequestCheck,
} from './common/check.js';
export {
  type Description,
  loadDescription,
  type Operation,
  reduceDescription,
  type Schema,
} from './common/description.js';
export { createFaultPlan, type Fault, type FaultPlan } from './common/faults.js';
export { type Frame, openFrame, type WireReply, type WireRequest } from './common/frame.js';
export { toJsonSchema } from './common/json-schema.js';
export {
  createOutbox,
  type DeliveryOptions,
  type Outbox,
  type OutgoingEvent,
} from './common/outbox.js';
export {
  paystackExampleEvents,
  paystackExampleReplies,
  reducePaystackDescription,
} from './paystack/description.js';
export { signPaystack } from './paystack/events.js';
export { type PaystackStandIn, startPaystackStandIn } from './paystack/stand-in.js';
export type { PaystackDispute, PaystackRefund } from './paystack/state.js';
export type { Dashboard, DisputeOptions } from './stripe/dashboard.js';
export type { CardBehaviour } from './stripe/objects.js';
export type { Payer, PayOptions } from './stripe/payer.js';
export { type StripeStandIn, startStripeStandIn } from './stripe/stand-in.js';
export { startTelexStandIn, type TelexStandIn } from './telex/stand-in.js';
export type { TelexChannel, TelexUser } from './telex/state.js';
