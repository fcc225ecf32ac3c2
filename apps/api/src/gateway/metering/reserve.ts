import type { Hold } from '@telex-credits/ledger';
import { printCredits } from '@telex-credits/money';
import type { Environment } from '../../foundation/environment.js';
import { ledgerRefusal } from '../../foundation/ledger-refusals.js';
import type { GatewayDeps } from '../deps.js';
import type { RequestKey, RequestKeys } from '../records/request-keys.js';
import { type CallFacts, holdIdOf } from './call-facts.js';
import type { IncomingCall } from './route.js';
import { type SpendingCall, settleMarginMillis } from './spending-call.js';
import { submitOnce } from './submit-once.js';

function idempotencyKey(call: IncomingCall): string | null {
  const header = call.req.headers['idempotency-key'];
  return typeof header === 'string' && header !== '' ? header : null;
}

/** What is fixed about a call now. */
function factsOf(spending: SpendingCall, environment: Environment): CallFacts {
  const { call, module, request } = spending;
  return {
    usageId: environment.newId('use'),
    organisationId: spending.identity.organisationId,
    identityId: spending.identity.id,
    moduleId: module.id,
    moduleName: module.name,
    publisherId: module.publisherId,
    developerBps: module.developerBps,
    priceVersion: module.price,
    creditPrice: request.creditPrice,
    route: spending.route.name,
    requestId: call.requestId,
    reference: idempotencyKey(call),
    asked: request.asked,
    held: printCredits(request.worst.credits),
    startedAt: environment.now().toISOString(),
  };
}

/** Sets a call's credits aside, durably, before anything is sent. */
export function createReserve(
  deps: Pick<GatewayDeps, 'ledger' | 'limits' | 'environment'> & {
    readonly requestKeys: RequestKeys;
  },
) {
  const { ledger, environment } = deps;

  async function holdFor(spending: SpendingCall, facts: CallFacts): Promise<void> {
    const { identity, module, request } = spending;
    const { organisationId } = identity;
    const limits = await deps.limits.for({ organisationId, moduleId: module.id, identity });
    const ends = environment.now().getTime() + module.timeLimitSeconds * 1000 + settleMarginMillis;
    const hold: Hold = {
      type: 'hold',
      id: holdIdOf(facts.usageId),
      walletId: organisationId,
      moduleId: module.id,
      publisherId: module.publisherId,
      developerBps: module.developerBps,
      keyId: identity.id,
      credits: request.worst.credits,
      limits,
      expiresAt: new Date(ends).toISOString(),
      note: { kind: 'hold', usageId: facts.usageId, route: facts.route },
    };
    const result = await submitOnce(ledger, hold);
    if (!result.ok) {
      throw ledgerRefusal(result.refusal, {
        needed: request.worst.credits,
        affordable: (available) => Number(request.affordable(available)),
      });
    }
  }

  /** Claims the caller's key, then holds; a refusal gives the key back, because nothing was sent. */
  async function reserve(spending: SpendingCall, facts: CallFacts): Promise<void> {
    const claim: RequestKey | null =
      facts.reference === null
        ? null
        : {
            organisationId: facts.organisationId,
            moduleId: facts.moduleId,
            key: facts.reference,
          };
    if (claim !== null) {
      await deps.requestKeys.claim(claim, facts.usageId, environment.now());
    }
    try {
      await holdFor(spending, facts);
    } catch (error) {
      if (claim !== null) {
        await deps.requestKeys.giveBack(claim);
      }
      throw error;
    }
  }

  return async (spending: SpendingCall): Promise<CallFacts> => {
    const facts = factsOf(spending, environment);
    await reserve(spending, facts);
    return facts;
  };
}

export type Reserve = ReturnType<typeof createReserve>;
