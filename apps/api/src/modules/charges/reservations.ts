import type { Reservation } from '@telex-credits/ledger';
import { type Micros, parseCredits } from '@telex-credits/money';
import { mostOf } from '../../foundation/most-of.js';
import type {
  CallableModule,
  CallableModules,
  LimitRefs,
  SpendingAuthorisations,
  SpendingIdentity,
  UsableAuthorisation,
} from '../../foundation/ports.js';
import {
  authorisationNotFound,
  chargeExceedsPrice,
  keyEnded,
  mayNotChargeCustomers,
  moduleNotAllowed,
  moduleNotChargeable,
  moduleNotFound,
  perChargeExceeded,
} from './errors.js';

/** Who deducts: from the organisation's own wallet, or as a publisher by an authorisation. */
export interface Spender {
  readonly organisationId: string;
  /** Null for a person. */
  readonly key: { readonly id: string; readonly moduleIds: readonly string[] | null } | null;
  /** False for people who may spend, but may not make keys that charge others. */
  readonly mayChargeCustomers: boolean;
}

/** What is asked for: from the own wallet, or by a customer's authorisation. */
export interface Asked {
  readonly moduleId: string;
  readonly credits: string;
  readonly authorisation?: string | undefined;
}

/** What is asked for, checked against the module's price and with all limits that it counts in. */
export interface Reserved {
  readonly module: CallableModule;
  readonly credits: Micros;
  readonly authorisationId: string | null;
  readonly reserved: Reservation;
}

export interface Reservations {
  make(by: Spender, asked: Asked): Promise<Reserved>;
  /** Throws unless the spender may still take more by an authorisation of one of its modules. */
  requireUsable(by: Spender, authorisation: { id: string; moduleId: string }): Promise<void>;
}

export interface ReservationDeps {
  readonly modules: CallableModules;
  readonly limits: LimitRefs;
  readonly authorisations: SpendingAuthorisations;
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

  async function usable(
    by: Spender,
    { id, moduleId }: { readonly id: string; readonly moduleId: string },
  ): Promise<UsableAuthorisation> {
    requireCharger(by);
    return deps.authorisations.usable({ publisherId: by.organisationId, moduleId, id });
  }

  return {
    async make(by, asked) {
      const { authorisation: id, moduleId } = asked;
      const authorisation = id === undefined ? null : await usable(by, { id, moduleId });
      const module = await deps.modules.byId(moduleId);
      if (module === undefined) {
        throw moduleNotFound();
      }
      if (authorisation !== null && module.publisherId !== by.organisationId) {
        // The module has another publisher now: the customer did not authorise this one for it.
        throw authorisationNotFound();
      }
      mayUse(by, module.id);
      const credits = withinPrice(module, parseCredits(asked.credits));
      withinCharge(authorisation, credits);
      const identity = await identityOf(by);
      // A key's cap is about its own wallet; somebody else's is limited by the authorisation.
      const payer = authorisation ?? identity;
      const walletId = authorisation?.organisationId ?? by.organisationId;
      const limits = await deps.limits.for({
        ...{ organisationId: walletId, moduleId: module.id, identity: payer },
      });
      const { publisherId, developerBps } = module;
      const terms = { moduleId: module.id, publisherId, developerBps };
      const reserved = { walletId, credits, limits, keyId: payer?.id ?? null, ...terms };
      return { module, credits, authorisationId: authorisation?.id ?? null, reserved };
    },
    async requireUsable(by, authorisation) {
      await usable(by, authorisation);
    },
  };
}

function withinPrice(module: CallableModule, credits: Micros): Micros {
  const maximum = mostOf(module.price.price);
  if (maximum === null) {
    throw moduleNotChargeable();
  }
  if (credits > maximum) {
    throw chargeExceedsPrice(maximum);
  }
  return credits;
}

function withinCharge(authorisation: UsableAuthorisation | null, credits: Micros): void {
  const perCharge = authorisation?.perCharge ?? null;
  if (perCharge !== null && credits > parseCredits(perCharge)) {
    throw perChargeExceeded(parseCredits(perCharge), credits);
  }
}

/** Throws 403 `forbidden` for a person who may spend but not charge others. */
export function requireCharger(by: Spender): void {
  if (!by.mayChargeCustomers) {
    throw mayNotChargeCustomers();
  }
}

/** Throws 403 `module_not_allowed` for a key that is kept to other modules. */
export function mayUse(by: Spender, moduleId: string): void {
  const allowed = by.key?.moduleIds ?? null;
  if (allowed !== null && !allowed.includes(moduleId)) {
    throw moduleNotAllowed();
  }
}
