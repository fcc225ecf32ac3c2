import type { Reservation } from '@telex-credits/ledger';
import { type Micros, parseCredits } from '@telex-credits/money';
import type {
  CallableModule,
  CallableModules,
  LimitRefs,
  SpendingIdentity,
} from '../../foundation/ports.js';
import {
  chargeExceedsPrice,
  keyEnded,
  moduleNotAllowed,
  moduleNotChargeable,
  moduleNotFound,
} from './errors.js';

/** Who deducts from the organisation's own wallet. */
export interface Spender {
  readonly organisationId: string;
  /** Null for a person. */
  readonly key: { readonly id: string; readonly moduleIds: readonly string[] | null } | null;
}

/** What is asked for, checked against the module's price and with all limits that it counts in. */
export interface Reserved {
  readonly module: CallableModule;
  readonly credits: Micros;
  readonly reserved: Reservation;
}

export interface Reservations {
  make(
    by: Spender,
    body: { readonly moduleId: string; readonly credits: string },
  ): Promise<Reserved>;
}

export interface ReservationDeps {
  readonly modules: CallableModules;
  readonly limits: LimitRefs;
  /** An active key with its cap; `undefined` once it is revoked. */
  readonly identityOfKey: (key: {
    readonly organisationId: string;
    readonly keyId: string;
  }) => Promise<SpendingIdentity | undefined>;
}

export function createReservations(deps: ReservationDeps): Reservations {
  async function identityOf({ organisationId, key }: Spender): Promise<SpendingIdentity | null> {
    if (key === null) {
      return null;
    }
    const identity = await deps.identityOfKey({ organisationId, keyId: key.id });
    if (identity === undefined) {
      // Going on without it would spend without its cap.
      throw keyEnded();
    }
    return identity;
  }

  return {
    async make(by, body) {
      const module = await deps.modules.byId(body.moduleId);
      if (module === undefined) {
        throw moduleNotFound();
      }
      mayUse(by, module.id);
      const { organisationId } = by;
      const credits = withinPrice(module, parseCredits(body.credits));
      const identity = await identityOf(by);
      const limits = await deps.limits.for({ organisationId, moduleId: module.id, identity });
      const { publisherId, developerBps } = module;
      const terms = { moduleId: module.id, publisherId, developerBps };
      const keyId = by.key?.id ?? null;
      const reserved = { walletId: organisationId, credits, limits, keyId, ...terms };
      return { module, credits, reserved };
    },
  };
}

function withinPrice(module: CallableModule, credits: Micros): Micros {
  const { price } = module.price;
  if (price.model !== 'per_call') {
    throw moduleNotChargeable();
  }
  const maximum = parseCredits(price.credits);
  if (credits > maximum) {
    throw chargeExceedsPrice(maximum);
  }
  return credits;
}

/** Throws 403 `module_not_allowed` for a key that is kept to other modules. */
export function mayUse(by: Spender, moduleId: string): void {
  const allowed = by.key?.moduleIds ?? null;
  if (allowed !== null && !allowed.includes(moduleId)) {
    throw moduleNotAllowed();
  }
}
