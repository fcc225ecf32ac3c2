import type { CallableModule, SpendingIdentity } from '../../foundation/ports.js';
import type { IncomingCall, PricedRequest, SpendingRoute } from './route.js';

/** How much longer than the module's time limit a hold lives: the time to settle. */
export const settleMarginMillis = 60_000;

/** A request that is about to spend. */
export interface SpendingCall {
  readonly call: IncomingCall;
  readonly route: SpendingRoute;
  readonly identity: SpendingIdentity;
  readonly module: CallableModule;
  readonly request: PricedRequest;
}
