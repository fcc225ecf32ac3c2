import type {
  BodyOf,
  PublisherReceipt,
  Receipt,
  ReplyOf,
  usageRoutes,
} from '@telex-credits/contracts';
import { parseCredits } from '@telex-credits/money';
import type { LedgerStore } from '@telex-credits/store';
import { createHolds } from './holds.js';
import { chargeNote } from './notes.js';
import { createChargeLedger } from './repository.js';
import {
  createReservations,
  mayUse,
  type ReservationDeps,
  requireCharger,
  type Spender,
} from './reservations.js';

export type { Spender } from './reservations.js';

/** What makes one request one request, however often it is sent. */
export interface RequestIds {
  readonly stableId: (prefix: string) => string;
  readonly requestId: string;
}

export type WireHold = ReplyOf<typeof usageRoutes.getHold>;

/**
 * Deducts known prices from the caller's own wallet, or as a publisher by an authorisation of the
 * customer. Refusals are the ledger's, see foundation/ledger-refusals; 404 `module_not_found` and
 * `hold_not_found`, 403 `module_not_allowed`, 400 `module_not_chargeable` and `charge_exceeds_price`;
 * with an authorisation also 404 `authorisation_not_found`, 403 `authorisation_ended`,
 * `authorisation_expired` and `authorisation_limit_reached`, and nothing of the wallet in any of them.
 */
export interface ChargesService {
  /** A publisher's receipt exactly where the body names an authorisation. */
  charge(
    by: Spender,
    body: BodyOf<typeof usageRoutes.charge>,
    ids: RequestIds,
  ): Promise<Receipt | PublisherReceipt>;
  /** Of a charge or capture by an authorisation. Throws 404 `usage_not_found`. */
  receipt(by: Spender, id: string): Promise<PublisherReceipt>;
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
    receiptOfPublisher(publisherId: string, id: string): Promise<PublisherReceipt>;
    usageIdOfHold(organisationId: string, holdId: string): Promise<string | null>;
  };
  readonly now: () => Date;
}

/** Makes charges; the wallet is the caller's own or the authorisation's, never named by the caller. */
export function createChargesService(deps: ChargesDeps): ChargesService {
  const ledger = createChargeLedger(deps.ledger);
  const reservations = createReservations(deps);
  return {
    ...createHolds({ ...deps, ledger, reservations }),
    async charge(by, body, { stableId, requestId }) {
      const asking = {
        credits: parseCredits(body.credits),
        isOwn: body.authorisation === undefined,
      };
      const make = async () => {
        const { module, credits, reserved, authorisationId } = await reservations.make(by, body);
        const facts = { route: 'POST /api/v1/charges', moduleName: module.name, requestId };
        const amounts = { credits, held: credits, priceVersion: module.price };
        const given = { reference: body.reference ?? null, authorisationId };
        const note = chargeNote({ ...facts, ...amounts, ...given });
        return { type: 'charge' as const, id: stableId('use'), ...reserved, note };
      };
      const entry = await ledger.once(stableId('use'), make, asking);
      return body.authorisation === undefined
        ? deps.usage.receipt(by.organisationId, entry.id)
        : deps.usage.receiptOfPublisher(by.organisationId, entry.id);
    },
    async receipt(by, id) {
      requireCharger(by);
      const receipt = await deps.usage.receiptOfPublisher(by.organisationId, id);
      mayUse(by, receipt.moduleId);
      return receipt;
    },
  };
}
