import type { RefusalCode, Result } from '@telex-credits/ledger';
import type { Currency } from '@telex-credits/money';
import type { PaymentProvider, ProviderId, SavedMethod } from '@telex-credits/payments';
import type { LedgerStore } from '@telex-credits/store';
import type { Environment } from '../../foundation/environment.js';
import type { AuditLog, EventPublisher } from '../../foundation/ports.js';
import type { createSerial } from '../../foundation/serial.js';
import { ledgerUnavailable } from './errors.js';
import { defaultRates, type Rate, toBase } from './rates.js';
import type { PurchasesRepository } from './repository.js';
import type { Order } from './schemas.js';

/** What an operator decides about purchases. */
export interface PurchasesConfig {
  readonly baseCurrency: Currency;
  readonly rates: readonly Rate[];
  /** Tax that prices in a currency include, in basis points of the net price; 0 where none is named. */
  readonly taxBps: Readonly<Partial<Record<Currency, number>>>;
  /** Days after the payment in which a buyer may give unspent credits back. */
  readonly refundDays: number;
  /** How long a checkout page can be paid on; Stripe takes 30 minutes to 24 hours. */
  readonly checkoutMinutes: number;
  /** Where the dashboard is: the payer comes back to it. */
  readonly appOrigin: string;
  /** Base currency per credit, which no price may be below; null where none is checked. */
  readonly creditPrice: string | null;
}

/** What holds where an operator says nothing: no tax, 14 days, checkout pages of one hour. */
export function defaultPurchasesConfig(
  settings: Pick<PurchasesConfig, 'baseCurrency' | 'appOrigin'>,
): PurchasesConfig {
  return {
    ...{ rates: defaultRates, taxBps: {}, refundDays: 14, checkoutMinutes: 60 },
    ...{ creditPrice: null, ...settings },
  };
}

/** Takes over a saved method together with a paid purchase; the same one twice is one. */
export interface MethodKeeper {
  keep(kept: {
    readonly organisationId: string;
    readonly provider: ProviderId;
    readonly method: SavedMethod;
    readonly purchaseId: string;
    readonly personId: string;
  }): Promise<void>;
}

/** What the parts of this module work with. */
export interface PurchasesContext {
  readonly repository: PurchasesRepository;
  readonly ledger: LedgerStore;
  readonly providers: ReadonlyMap<string, PaymentProvider>;
  readonly environment: Pick<Environment, 'now'>;
  readonly events: EventPublisher;
  readonly audit: AuditLog;
  /** Keeps what payers let us charge again. */
  readonly methods: MethodKeeper;
  /** One at a time for each order, in this process. */
  readonly serial: ReturnType<typeof createSerial>;
  readonly config: PurchasesConfig;
}

/** The configured provider of an order; throws when an operator took it away meanwhile. */
export function providerOf(context: PurchasesContext, order: Order): PaymentProvider {
  const provider = context.providers.get(order.provider);
  if (provider === undefined) {
    throw new Error(
      `purchase ${order.id} needs provider ${order.provider}, which is not configured`,
    );
  }
  return provider;
}

/** Now, as documents keep it. */
export function timeOf(context: Pick<PurchasesContext, 'environment'>): string {
  return context.environment.now().toISOString();
}

/** A price in the books' currency at today's rate; undefined where it cannot be sold. */
export function priceInBase(
  context: Pick<PurchasesContext, 'config' | 'environment'>,
  price: { readonly minor: bigint; readonly currency: Currency },
) {
  const { baseCurrency: base, rates, taxBps } = context.config;
  const day = timeOf(context).slice(0, 10);
  return toBase(price, { base, rates, day, taxBps: taxBps[price.currency] ?? 0 });
}

/** Tells the organisation that a purchase changed. */
export function announce(context: PurchasesContext, order: Order, status: string): Promise<void> {
  return context.events.publish(order.organisationId, 'purchase.updated', {
    id: order.id,
    status,
  });
}

/**
 * Makes sure that an operation is done. Passes refusals named in `expected`, throws 503 while the
 * outcome is unknown (doing it again is safe), and an error for everything else: that is a bug.
 */
export function settled(
  result: Result | undefined,
  expected: readonly RefusalCode[] = [],
): RefusalCode | null {
  if (result === undefined) {
    throw new Error('the ledger answered fewer results than it was asked');
  }
  if (result.ok) {
    return null;
  }
  const { code } = result.refusal;
  if (code === 'unknown' || code === 'overloaded') {
    throw ledgerUnavailable();
  }
  const found = expected.find((one) => one === code);
  if (found === undefined) {
    throw new Error(`the ledger refused: ${code}`);
  }
  return found;
}
