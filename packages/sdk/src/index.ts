export { addCredits, compareCredits, subtractCredits } from './amounts.js';
export { type Client, createClient } from './client.js';
export { type ErrorCode, isCode, TelexCreditsError } from './errors.js';
export type { EventOptions } from './events.js';
export type * from './generated/types.js';
export type { List, Page, PageQuery } from './lists.js';
export { type MeteredMiddleware, type MeteredOptions, metered } from './metered.js';
export type { AgentAnswer } from './nouns/agents.js';
export type { CreateCharge, UsageSums } from './nouns/spending.js';
export type { ClientOptions, Credential, KeyedOptions, RequestOptions } from './options.js';
export {
  type BilledRequest,
  type PublisherBilling,
  type PublisherOptions,
  publisher,
  type RoutePrice,
} from './publisher.js';
export type { IsFirstUse } from './signatures/first-use.js';
export { type FromGateway, fromGateway, gatewayCallOf } from './signatures/from-gateway.js';
export {
  createGatewayVerifier,
  type GatewayCall,
  type GatewayRequest,
  type GatewayVerifier,
  type GatewayVerifierOptions,
} from './signatures/gateway-verifier.js';
export { type ReceiptCheck, verifyReceipt } from './verify-receipt.js';
export { verifyWebhook } from './verify-webhook.js';
