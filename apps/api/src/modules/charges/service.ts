import type { BodyOf, Receipt, ReplyOf, usageRoutes } from '@telex-credits/contracts';
import type { LedgerStore } from '@telex-credits/store';
import { createHolds } from './holds.js';
import { chargeNote } from './notes.js';
import { createChargeLedger } from './repository.js';
import { createReservations, type ReservationDeps, type Spender } from './reservations.js';

export type { Spender } from './reservations.js';

/** What makes one request one request, however often it is sent. */
export interface RequestIds {
  readonly stableId: (prefix: string) => string;
  readonly requestId: string;
}

export type WireHold = ReplyOf<typeof usageRoutes.getHold>;

/**
 * Deducts known prices from the caller's own wallet. Refusals are the ledger's, see
 * foundation/ledger-refusals; 404 `module_not_found` and `hold_not_found`, 403 `module_not_allowed`,
 * 400 `module_not_chargeable` and `charge_exceeds_price`.
 */
export interface ChargesService {
  charge(by: Spender, body: BodyOf<typeof usageRoutes.charge>, ids: RequestIds): Promise<Receipt>;
  hold(by: Spender, body: BodyOf<typeof usageRoutes.hold>, ids: RequestIds): Promise<WireHold>;
  getHold(by: Spender, id: string): Promise<WireHold>;
  /** Takes credits of a hold, at most what is held; the rest is released. */
  capture(by: Spender, what: HoldAct & { readonly credits: string }): Promise<WireHold>;
  /** Moves a hold's end to so many seconds from now, at most 24 hours after it was made. */
  extend(by: Spender, what: HoldAct & { readonly ttlSeconds: number }): Promise<WireHold>;
  release(by: Spender, what: HoldAct): Promise<WireHold>;
}

/** Something done to a hold. */
export interface HoldAct {
  readonly id: string;
  readonly ids: RequestIds;
}

export interface ChargesDeps extends ReservationDeps {
  readonly ledger: Pick<LedgerStore, 'entry' | 'hold' | 'outcome' | 'submit'>;
  readonly usage: {
    receipt(organisationId: string, id: string): Promise<Receipt>;
    usageIdOfHold(organisationId: string, holdId: string): Promise<string | null>;
  };
  readonly now: () => Date;
}

/** Makes charges; the wallet is always the caller's own, never named by the caller. */
export function createChargesService(deps: ChargesDeps): ChargesService {
  const ledger = createChargeLedger(deps.ledger);
  const reservations = createReservations(deps);
  return {
    ...createHolds({ ...deps, ledger, reservations }),
    async charge(by, body, { stableId, requestId }) {
      const entry = await ledger.once(stableId('use'), async () => {
        const { module, credits, reserved } = await reservations.make(by, body);
        const facts = { route: 'POST /api/v1/charges', moduleName: module.name, requestId };
        const amounts = { credits, held: credits };
        const reference = body.reference ?? null;
        const note = chargeNote({ ...facts, ...amounts, reference, priceVersion: module.price });
        return { type: 'charge', id: stableId('use'), ...reserved, note };
      });
      return deps.usage.receipt(by.organisationId, entry.id);
    },
  };
}
