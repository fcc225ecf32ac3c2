import type { BodyOf, moduleRoutes, ReplyOf } from '@telex-credits/contracts';
import { type Micros, printCredits } from '@telex-credits/money';
import type { LedgerReader } from '@telex-credits/store';
import type { CallableModule, CallableModules } from '../../foundation/ports.js';
import { listingNotFound } from './errors.js';

/** What a call would cost before it is made. */
export interface Estimates {
  /** Throws 404 `module_not_found`. Nothing is held; the answer may be outdated at once. */
  estimate(
    organisationId: string,
    body: BodyOf<typeof moduleRoutes.estimate>,
  ): Promise<ReplyOf<typeof moduleRoutes.estimate>>;
}

export interface EstimatesDeps {
  readonly callables: CallableModules;
  readonly ledger: Pick<LedgerReader, 'wallet'>;
  /** The gateway's own pricing, so that an estimate and a hold never differ in their rules. */
  readonly estimateCall: (
    module: CallableModule,
    input: unknown,
  ) => Promise<{ readonly low: Micros; readonly high: Micros }>;
}

export function createEstimates(deps: EstimatesDeps): Estimates {
  return {
    async estimate(organisationId, { moduleId, input }) {
      const module = await deps.callables.byId(moduleId);
      if (module === undefined) {
        throw listingNotFound();
      }
      const { low, high } = await deps.estimateCall(module, input);
      const wallet = await deps.ledger.wallet(organisationId);
      const available = wallet === undefined ? 0n : wallet.posted - wallet.held;
      const mayHold = wallet !== undefined && wallet.frozen.length === 0 && wallet.debt === 0n;
      return {
        low: printCredits(low),
        high: printCredits(high),
        available: printCredits(available),
        affordable: high === 0n || (mayHold && available >= high),
      };
    },
  };
}
