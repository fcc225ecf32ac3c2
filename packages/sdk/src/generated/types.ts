// Made from packages/contracts by src/testing/generate.ts; change nothing here.
// `npx vitest run packages/sdk -u` writes it again.

/** An object without members. */
export type Empty = Record<string, never>;

export type ApiKey = {
  readonly id: string;
  readonly name: string;
  readonly hint: string;
  readonly scopes: readonly Scope[];
  readonly cap: CapUse | null;
  readonly moduleIds: readonly string[] | null;
  readonly rateLimit?: RateLimit | null | undefined;
  readonly expiresAt: Time | null;
  readonly revokedAt: Time | null;
  readonly lastUsedAt: Time | null;
  readonly createdAt: Time;
  readonly createdBy: string;
};

export type AutoTopUp = {
  readonly enabled: boolean;
  readonly threshold: NonNegativeCredits | null;
  readonly refill: Refill | null;
  readonly paymentMethodId: string | null;
  readonly monthlyCap: Money | null;
  readonly spentThisMonth: Money | null;
  readonly paused: {
    readonly reason: 'authentication_required' | 'declined' | 'payment_method_removed' | 'not_on_sale' | 'outcome_unknown';
    readonly at: Time;
    readonly payUrl: string | null;
  } | null;
  readonly openPurchaseId: string | null;
  readonly consent: {
    readonly personId: string;
    readonly at: Time;
    readonly textVersion: string;
  } | null;
  readonly consentText: {
    readonly version: string;
    readonly text: string;
  };
};

export type BillingDetails = {
  readonly legalName: string;
  readonly address: readonly string[];
  readonly taxId: string;
  readonly email: string | null;
};

export type Cap = {
  readonly credits: PositiveCredits;
  readonly period: 'day' | 'month' | 'total';
};

export type CapUse = {
  readonly credits: Credits;
  readonly period: 'day' | 'month' | 'total';
  readonly used: Credits;
  readonly held: Credits;
};

export type Connection = {
  readonly id: string;
  readonly name: string;
  readonly moduleId: string;
  readonly moduleSlug: string;
  readonly hint: string;
  readonly cap: CapUse | null;
  readonly expiresAt: Time | null;
  readonly revokedAt: Time | null;
  readonly lastUsedAt: Time | null;
  readonly createdAt: Time;
};

/** Credits, exact, with at most six decimal places. */
export type Credits = string;

export type Currency = 'USD' | 'EUR' | 'GBP' | 'NGN' | 'GHS' | 'KES' | 'ZAR' | 'JPY';

export type CustomOffer = {
  readonly minimum: Credits;
  readonly maximum: Credits;
  readonly unitPrices: readonly Money[];
  readonly tiers: readonly {
    readonly from: Credits;
    readonly bonusBps: number;
  }[];
};

export type Dispute = {
  readonly ref: string;
  readonly status: 'inquiry' | 'open' | 'won' | 'lost';
  readonly withdrawn: Money;
  readonly reinstated: Money;
  readonly reason: string | null;
  readonly answerBy: Time | null;
  readonly seenAt: Time;
};

export type Earnings = {
  readonly pending: Money;
  readonly available: Money;
  readonly reserved: Money;
  readonly inTransit: Money;
  readonly paidOut: Money;
  readonly debt: Money;
  readonly earned: Money;
  readonly nextMaturesAt: Time | null;
  readonly maturesAfterDays: number;
  readonly asOf: Time;
};

export type EarningsEntry = {
  readonly id: string;
  readonly at: Time;
  readonly type: 'earned' | 'reversed' | 'restored' | 'matured';
  readonly moduleId: string | null;
  readonly moduleName: string | null;
  readonly credits: Credits;
  readonly amount: Money;
};

export type Hold = {
  readonly id: string;
  readonly moduleId: string;
  readonly credits: Credits;
  readonly captured: Credits;
  readonly status: 'held' | 'captured' | 'released' | 'expired';
  readonly expiresAt: Time;
  readonly usageId: string | null;
  readonly authorisationId: string | null;
};

export type Listing = {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly description: string;
  readonly kind: 'a2a' | 'http' | 'telexai' | 'openai';
  readonly publisher: {
    readonly id: string | null;
    readonly name: string;
  };
  readonly price: PriceVersion;
  readonly nextPrice: PriceVersion | null;
  readonly endpoint: string;
  readonly calls30Days: number;
  readonly demo: boolean;
};

export type Lot = {
  readonly id: string;
  readonly kind: 'paid' | 'promotional';
  readonly size: Credits;
  readonly remaining: Credits;
  readonly held: Credits;
  readonly expiresAt: Time | null;
  readonly createdAt: Time;
  readonly purchaseId: string | null;
};

export type Me = {
  readonly person: {
    readonly id: string;
    readonly email: string;
    readonly name: string;
    readonly emailVerified: boolean;
    readonly platformRole: PlatformRole | null;
  };
  readonly organisations: readonly Organisation[];
  readonly organisationId: string;
  readonly testMode: boolean;
  readonly baseCurrency: string;
};

export type ModelPrice = {
  readonly provider: 'telexai' | 'openai';
  readonly model: string;
  readonly number: number;
  readonly since: Time;
  readonly prices: {
    readonly prompt: string;
    readonly completion: string;
    readonly request: string;
    readonly image: string;
    readonly cached: string | null;
  };
};

export type Module = {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly description: string;
  readonly kind: 'a2a' | 'http' | 'telexai' | 'openai';
  readonly upstreamUrl: string;
  readonly status: 'draft' | 'published' | 'suspended';
  readonly developerBps: number;
  readonly timeLimitSeconds: number;
  readonly rateLimit?: RateLimit | null | undefined;
  readonly prices: readonly PriceVersion[];
  readonly createdAt: Time;
  readonly publishedAt: Time | null;
  readonly ownership: {
    readonly provenAt: Time | null;
    readonly path: string;
    readonly content: string;
  };
};

export type Money = {
  readonly amount: string;
  readonly currency: Currency;
};

export type NewApiKey = {
  readonly id: string;
  readonly name: string;
  readonly hint: string;
  readonly scopes: readonly Scope[];
  readonly cap: CapUse | null;
  readonly moduleIds: readonly string[] | null;
  readonly rateLimit?: RateLimit | null | undefined;
  readonly expiresAt: Time | null;
  readonly revokedAt: Time | null;
  readonly lastUsedAt: Time | null;
  readonly createdAt: Time;
  readonly createdBy: string;
  readonly secret: string;
};

export type NewConnection = {
  readonly id: string;
  readonly name: string;
  readonly moduleId: string;
  readonly moduleSlug: string;
  readonly hint: string;
  readonly cap: CapUse | null;
  readonly expiresAt: Time | null;
  readonly revokedAt: Time | null;
  readonly lastUsedAt: Time | null;
  readonly createdAt: Time;
  readonly url: string;
  readonly workflow: {
    readonly nodes: readonly {
      readonly url: string;
      readonly [key: string]: unknown;
    }[];
    readonly [key: string]: unknown;
  };
};

export type NewWebhookEndpoint = {
  readonly id: string;
  readonly url: string;
  readonly description: string;
  readonly eventTypes: readonly ('wallet.updated' | 'purchase.updated' | 'usage.created' | 'earnings.updated' | 'payout.updated' | 'wallet.low_balance')[] | null;
  readonly enabled: boolean;
  readonly disabledReason: 'by_person' | 'failing' | 'gone' | null;
  readonly disabledAt: Time | null;
  readonly failingSince: Time | null;
  readonly hint: string;
  readonly previousSecretUntil: Time | null;
  readonly createdAt: Time;
  readonly createdBy: string;
  readonly secret: string;
};

/** Credits, exact, with at most six decimal places. */
export type NonNegativeCredits = Credits;

export type Organisation = {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly personal: boolean;
  readonly managedBy: 'telex' | null;
};

export type Package = {
  readonly id: string;
  readonly name: string;
  readonly credits: Credits;
  readonly bonus: Credits;
  readonly prices: readonly Money[];
};

export type PaymentMethod = {
  readonly id: string;
  readonly provider: Provider;
  readonly brand: string | null;
  readonly last4: string | null;
  readonly expiresOn: string | null;
  readonly createdAt: Time;
  readonly purchaseId: string;
};

export type PlatformRole = 'platform_admin' | 'product_manager';

/** Credits, exact, with at most six decimal places. */
export type PositiveCredits = Credits;

export type Price = {
  readonly model: 'free';
} | {
  readonly model: 'per_call';
  readonly credits: PositiveCredits;
  readonly errorsBillable?: boolean | undefined;
} | {
  readonly model: 'per_token';
  readonly markupBps: number;
  readonly minimum: NonNegativeCredits;
} | {
  readonly model: 'per_unit';
  readonly unit: string;
  readonly quantity: {
    readonly in: 'body' | 'header';
    readonly at: string;
  };
  readonly per?: number | undefined;
  readonly tiers: readonly ({
    readonly upTo: number | null;
    readonly credits: NonNegativeCredits;
  })[];
  readonly minimum?: NonNegativeCredits | undefined;
  readonly maximum: PositiveCredits;
  readonly assumed?: number | undefined;
};

export type PriceNotice = {
  readonly id: string;
  readonly moduleId: string;
  readonly moduleName: string;
  readonly moduleSlug: string;
  readonly kind: 'rise' | 'taken_back';
  readonly from: Price;
  readonly to: Price;
  readonly effectiveAt: Time;
  readonly createdAt: Time;
};

export type PriceVersion = {
  readonly id: string;
  readonly price: Price;
  readonly effectiveAt: Time;
  readonly createdAt: Time;
};

export type Provider = 'sandbox' | 'stripe' | 'paystack';

export type PublisherReceipt = {
  readonly id: string;
  readonly at: Time;
  readonly moduleId: string;
  readonly moduleName: string;
  readonly credits: Credits;
  readonly priceVersion: PriceVersion;
  readonly developerShare: Money;
  readonly developerBps: number;
  readonly reference: string | null;
  readonly requestId: string | null;
  readonly authorisationId: string;
};

export type Purchase = {
  readonly id: string;
  readonly kind: 'checkout' | 'auto_top_up';
  readonly status: 'pending' | 'processing' | 'paid' | 'failed' | 'expired' | 'refunded' | 'partially_refunded' | 'disputed' | 'review';
  readonly packageId: string | null;
  readonly credits: Credits;
  readonly price: Money;
  readonly refunded: Money;
  readonly provider: Provider;
  readonly checkoutUrl: string | null;
  readonly createdAt: Time;
  readonly expiresAt: Time;
  readonly paidAt: Time | null;
  readonly refundable: {
    readonly credits: Credits;
    readonly amount: Money;
  } | null;
  readonly refunds: readonly Refund[];
  readonly disputes: readonly Dispute[];
  readonly history: readonly ({
    readonly at: Time;
    readonly what: string;
    readonly detail: string | null;
  })[];
};

export type PurchaseReceipt = {
  readonly id: string;
  readonly number: string;
  readonly purchaseId: string;
  readonly issuedAt: Time;
  readonly net: Money;
  readonly tax: Money;
  readonly total: Money;
  readonly mailedAt: Time | null;
};

export type RateLimit = {
  readonly requests: number;
  readonly seconds: number;
};

export type Receipt = {
  readonly id: string;
  readonly at: Time;
  readonly organisationId: string;
  readonly moduleId: string;
  readonly moduleName: string;
  readonly publisherId: string | null;
  readonly keyId: string | null;
  readonly authorisationId: string | null;
  readonly route: string;
  readonly outcome: 'success' | 'upstream_error' | 'input_required' | 'canceled' | 'failed' | 'rejected' | 'auth_required' | 'not_reached' | 'timed_out' | 'cut_short' | 'caller_went_away' | 'charged_late';
  readonly credits: Credits;
  readonly held: Credits;
  readonly excess: Credits;
  readonly priceVersion: PriceVersion;
  readonly creditPrice: string | null;
  readonly lines: readonly {
    readonly what: string;
    readonly quantity: string;
    readonly unit: string;
    readonly unitPrice: string;
    readonly credits: string;
    readonly estimated: boolean;
  }[];
  readonly metered: {
    readonly quantity: string;
    readonly unit: string;
    readonly estimated: boolean;
  } | null;
  readonly modelPrice: ModelPrice | null;
  readonly rounding: {
    readonly mode: 'up';
    readonly to: '0.000001';
  };
  readonly estimated: boolean;
  readonly lots: readonly ({
    readonly lotId: string;
    readonly kind: 'paid' | 'promotional';
    readonly credits: Credits;
    readonly collected: Money;
    readonly developer: Money;
  })[];
  readonly collected: Money;
  readonly developerShare: Money;
  readonly platformShare: Money;
  readonly developerBps: number;
  readonly asked: {
    readonly telexUserId: string | null;
    readonly telexChannelId: string | null;
    readonly telexOrganisationId: string | null;
  } | null;
  readonly upstreamStatus: number | null;
  readonly durationMs: number | null;
  readonly requestId: string | null;
  readonly reference: string | null;
};

export type Redemption = {
  readonly id: string;
  readonly name: string;
  readonly credits: Credits;
  readonly expiresAt: Time | null;
  readonly createdAt: Time;
};

export type Refill = {
  readonly kind: 'package';
  readonly packageId: string;
} | {
  readonly kind: 'credits';
  readonly credits: PositiveCredits;
} | {
  readonly kind: 'target';
  readonly credits: PositiveCredits;
};

export type Refund = {
  readonly id: string;
  readonly amount: Money;
  readonly credits: Credits;
  readonly status: 'pending' | 'succeeded' | 'failed';
  readonly createdAt: Time;
};

export type Role = 'administrator' | 'manager' | 'project_lead' | 'user' | 'guest';

export type Scope = 'gateway' | 'wallet:read' | 'charges:write' | 'usage:read' | 'modules:write' | 'earnings:read' | 'payouts:write' | 'admin';

export type SetWalletAlerts = {
  readonly thresholds: readonly PositiveCredits[];
  readonly email: boolean;
  readonly webhook: boolean;
  readonly telexChannel: {
    readonly url?: string | undefined;
  } | null;
};

export type SpendingAuthorisation = {
  readonly id: string;
  readonly moduleId: string;
  readonly moduleName: string;
  readonly publisherName: string;
  readonly customerName: string;
  readonly cap: CapUse;
  readonly perCharge: PositiveCredits | null;
  readonly note: string | null;
  readonly state: 'active' | 'ended' | 'expired';
  readonly expiresAt: Time;
  readonly endedAt: Time | null;
  readonly createdAt: Time;
};

export type StreamEvent = {
  readonly id: string;
  readonly type: 'wallet.updated' | 'purchase.updated' | 'usage.created' | 'earnings.updated' | 'payout.updated';
  readonly at: string;
  readonly data: {
    readonly [key: string]: string | number | boolean | null;
  };
};

export type Time = string;

export type Transaction = {
  readonly id: string;
  readonly seq: number;
  readonly at: Time;
  readonly type: 'grant' | 'hold' | 'extend' | 'capture' | 'release' | 'charge' | 'expire' | 'freeze' | 'unfreeze' | 'reverse' | 'reinstate' | 'repay' | 'adjust';
  readonly credits: Credits;
  readonly posted: Credits;
  readonly held: Credits;
  readonly debt: Credits;
  readonly moduleId: string | null;
  readonly keyId: string | null;
  readonly holdId: string | null;
  readonly usageId: string | null;
  readonly purchaseId: string | null;
  readonly description: string;
};

export type UsageGroup = {
  readonly moduleId?: string | undefined;
  readonly moduleName?: string | undefined;
  readonly keyId?: string | null | undefined;
  readonly day?: string | undefined;
  readonly calls: number;
  readonly credits: Credits;
};

export type UsageItem = {
  readonly id: string;
  readonly at: Time;
  readonly moduleId: string;
  readonly moduleName: string;
  readonly keyId: string | null;
  readonly outcome: 'success' | 'upstream_error' | 'input_required' | 'canceled' | 'failed' | 'rejected' | 'auth_required' | 'not_reached' | 'timed_out' | 'cut_short' | 'caller_went_away' | 'charged_late';
  readonly credits: Credits;
  readonly estimated: boolean;
};

export type Wallet = {
  readonly id: string;
  readonly currency: 'CREDIT';
  readonly available: Credits;
  readonly held: Credits;
  readonly posted: Credits;
  readonly debt: Credits;
  readonly frozen: boolean;
  readonly limits: WalletLimits;
  readonly lots: readonly Lot[];
  readonly burnRate: Credits;
  readonly runsOutAt: Time | null;
  readonly asOf: Time;
};

export type WalletAlerts = {
  readonly thresholds: readonly NonNegativeCredits[];
  readonly email: {
    readonly enabled: boolean;
    readonly lastSentAt: Time | null;
    readonly lastProblem: {
      readonly at: Time;
      readonly reason: string;
    } | null;
  };
  readonly webhook: {
    readonly enabled: boolean;
    readonly lastSentAt: Time | null;
    readonly lastProblem: {
      readonly at: Time;
      readonly reason: string;
    } | null;
  };
  readonly telexChannel: {
    readonly enabled: boolean;
    readonly hint: string | null;
    readonly lastSentAt: Time | null;
    readonly lastProblem: {
      readonly at: Time;
      readonly reason: string;
    } | null;
  };
};

export type WalletLimits = {
  readonly timezone: string;
  readonly perCall: NonNegativeCredits | null;
  readonly perDay: NonNegativeCredits | null;
  readonly perMonth: NonNegativeCredits | null;
  readonly modules: readonly ({
    readonly moduleId: string;
    readonly period: 'day' | 'month' | 'total';
    readonly cap: NonNegativeCredits;
  })[];
};

export type WebhookAttempt = {
  readonly at: Time;
  readonly durationMs: number;
  readonly status: number | null;
  readonly error: string | null;
  readonly response: string | null;
};

export type WebhookDelivery = {
  readonly id: string;
  readonly endpointId: string;
  readonly messageId: string;
  readonly type: string;
  readonly status: 'waiting' | 'delivered' | 'failed' | 'skipped';
  readonly attempts: readonly WebhookAttempt[];
  readonly nextAttemptAt: Time | null;
  readonly createdAt: Time;
  readonly deliveredAt: Time | null;
  readonly payload: string | null;
};

export type WebhookEndpoint = {
  readonly id: string;
  readonly url: string;
  readonly description: string;
  readonly eventTypes: readonly ('wallet.updated' | 'purchase.updated' | 'usage.created' | 'earnings.updated' | 'payout.updated' | 'wallet.low_balance')[] | null;
  readonly enabled: boolean;
  readonly disabledReason: 'by_person' | 'failing' | 'gone' | null;
  readonly disabledAt: Time | null;
  readonly failingSince: Time | null;
  readonly hint: string;
  readonly previousSecretUntil: Time | null;
  readonly createdAt: Time;
  readonly createdBy: string;
};

export interface Operations {
  /** The signed-in person, organisations and roles. */
  readonly getMe: {
    readonly reply: Me;
  };
  /** Credit packages with prices per currency, and how they can be paid. */
  readonly listPackages: {
    readonly reply: {
      readonly data: readonly Package[];
      readonly nextCursor: string | null;
      readonly custom: CustomOffer | null;
      readonly providers: readonly {
        readonly id: Provider;
        readonly name: string;
        readonly currencies: readonly Currency[];
        readonly savesMethods: boolean;
      }[];
    };
  };
  /** Start buying credits; pay at checkoutUrl. */
  readonly createPurchase: {
    readonly body: {
      readonly packageId?: string | undefined;
      readonly credits?: PositiveCredits | undefined;
      readonly currency: Currency;
      readonly provider: Provider;
      readonly saveMethod?: boolean | undefined;
    };
    readonly reply: Purchase;
  };
  /** Purchases, newest first. */
  readonly listPurchases: {
    readonly query: {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
    };
    readonly reply: {
      readonly data: readonly Purchase[];
      readonly nextCursor: string | null;
    };
  };
  /** One purchase with its history; asks the provider when it is still pending. */
  readonly getPurchase: {
    readonly params: {
      readonly id: string;
    };
    readonly reply: Purchase;
  };
  /** Refund unspent credits of a purchase (buyers: within 14 days). */
  readonly refundPurchase: {
    readonly params: {
      readonly id: string;
    };
    readonly body?: {
      readonly amount?: Money | undefined;
    } | undefined;
    readonly reply: Refund;
  };
  /** Receipts of purchases, newest first. */
  readonly listReceipts: {
    readonly query: {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
    };
    readonly reply: {
      readonly data: readonly PurchaseReceipt[];
      readonly nextCursor: string | null;
    };
  };
  /** The receipt of a paid purchase as a PDF. */
  readonly getReceiptPdf: {
    readonly params: {
      readonly id: string;
    };
  };
  /** Who buys, as the next receipts name them. */
  readonly getBillingDetails: {
    readonly reply: BillingDetails;
  };
  /** Say who buys; receipts that were issued stay as they are. */
  readonly setBillingDetails: {
    readonly body: BillingDetails;
    readonly reply: BillingDetails;
  };
  /** Redeem a promotional code: once per person, whose address must be confirmed. */
  readonly redeemPromotion: {
    readonly body: {
      readonly code: string;
    };
    readonly reply: Redemption;
  };
  /** Promotional credits that were given to the organisation, newest first. */
  readonly listRedemptions: {
    readonly query: {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
    };
    readonly reply: {
      readonly data: readonly Redemption[];
      readonly nextCursor: string | null;
    };
  };
  /** Balance, lots, limits and burn rate. */
  readonly getWallet: {
    readonly reply: Wallet;
  };
  /** The statement: every posting with its running balance, newest first. */
  readonly listTransactions: {
    readonly query: {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
      readonly from?: string | undefined;
      readonly to?: string | undefined;
      readonly type?: 'grant' | 'hold' | 'extend' | 'capture' | 'release' | 'charge' | 'expire' | 'freeze' | 'unfreeze' | 'reverse' | 'reinstate' | 'repay' | 'adjust' | undefined;
      readonly moduleId?: string | undefined;
      readonly keyId?: string | undefined;
      readonly show?: 'postings' | 'all' | undefined;
    };
    readonly reply: {
      readonly data: readonly Transaction[];
      readonly nextCursor: string | null;
    };
  };
  /** Caps of the wallet. */
  readonly getLimits: {
    readonly reply: WalletLimits;
  };
  /** Set the caps of the wallet. */
  readonly setLimits: {
    readonly body: WalletLimits;
    readonly reply: WalletLimits;
  };
  /** Who is told when the balance falls below which thresholds, and how that went. */
  readonly getWalletAlerts: {
    readonly reply: WalletAlerts;
  };
  /** Set the thresholds, and how a fall below one is told. */
  readonly setWalletAlerts: {
    readonly body: SetWalletAlerts;
    readonly reply: WalletAlerts;
  };
  /** Send a message that says it is a test, and answer how that went. */
  readonly testWalletAlerts: {
    readonly body: {
      readonly channel: 'email' | 'telexChannel';
    };
    readonly reply: {
      readonly sent: boolean;
      readonly problem: string | null;
    };
  };
  /** Make an API key; its secret is in this reply only. */
  readonly createApiKey: {
    readonly body: {
      readonly name: string;
      readonly mode?: 'live' | 'test' | undefined;
      readonly scopes?: readonly Scope[] | undefined;
      readonly cap?: Cap | null | undefined;
      readonly moduleIds?: readonly string[] | null | undefined;
      readonly expiresAt?: string | null | undefined;
      readonly rateLimit?: RateLimit | null | undefined;
    };
    readonly reply: NewApiKey;
  };
  /** API keys, newest first. */
  readonly listApiKeys: {
    readonly query: {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
    };
    readonly reply: {
      readonly data: readonly ApiKey[];
      readonly nextCursor: string | null;
    };
  };
  /** Change name, cap, modules, expiry or rate limit. */
  readonly changeApiKey: {
    readonly params: {
      readonly id: string;
    };
    readonly body: {
      readonly name?: string | undefined;
      readonly cap?: Cap | null | undefined;
      readonly moduleIds?: readonly string[] | null | undefined;
      readonly expiresAt?: string | null | undefined;
      readonly rateLimit?: RateLimit | null | undefined;
    };
    readonly reply: ApiKey;
  };
  /** Revoke a key at once. */
  readonly revokeApiKey: {
    readonly params: {
      readonly id: string;
    };
    readonly reply: ApiKey;
  };
  /** A new secret; the old one goes on for the grace period. */
  readonly rotateApiKey: {
    readonly params: {
      readonly id: string;
    };
    readonly body?: {
      readonly graceSeconds?: number | undefined;
    } | undefined;
    readonly reply: NewApiKey;
  };
  /** A connection URL for one module, with the workflow JSON for Telex. */
  readonly createConnection: {
    readonly body: {
      readonly moduleId: string;
      readonly name?: string | undefined;
      readonly cap?: Cap | null | undefined;
      readonly expiresAt?: string | null | undefined;
    };
    readonly reply: NewConnection;
  };
  /** Connection URLs, newest first. */
  readonly listConnections: {
    readonly query: {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
    };
    readonly reply: {
      readonly data: readonly Connection[];
      readonly nextCursor: string | null;
    };
  };
  /** Revoke a connection URL at once. */
  readonly revokeConnection: {
    readonly params: {
      readonly id: string;
    };
    readonly reply: Connection;
  };
  /** Let a module's publisher charge this organisation's wallet, up to a cap. */
  readonly createSpendingAuthorisation: {
    readonly body: {
      readonly moduleId: string;
      readonly cap: Cap;
      readonly perCharge?: PositiveCredits | null | undefined;
      readonly expiresAt: string;
      readonly customerName?: string | undefined;
      readonly note?: string | null | undefined;
    };
    readonly reply: SpendingAuthorisation;
  };
  /** What this organisation has given, newest first. */
  readonly listSpendingAuthorisations: {
    readonly query: {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
    };
    readonly reply: {
      readonly data: readonly SpendingAuthorisation[];
      readonly nextCursor: string | null;
    };
  };
  /** End it at once: no new charge or hold goes through. */
  readonly endSpendingAuthorisation: {
    readonly params: {
      readonly id: string;
    };
    readonly reply: SpendingAuthorisation;
  };
  /** What customers have given to one of the organisation's own modules, newest first. */
  readonly listModuleAuthorisations: {
    readonly params: {
      readonly id: string;
    };
    readonly query: {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
    };
    readonly reply: {
      readonly data: readonly SpendingAuthorisation[];
      readonly nextCursor: string | null;
    };
  };
  /** Published modules. */
  readonly listMarketplace: {
    readonly query: {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
      readonly search?: string | undefined;
    };
    readonly reply: {
      readonly data: readonly Listing[];
      readonly nextCursor: string | null;
    };
  };
  /** One published module. */
  readonly getListing: {
    readonly params: {
      readonly slug: string;
    };
    readonly reply: Listing;
  };
  /** Draft a module. */
  readonly createModule: {
    readonly body: {
      readonly slug: string;
      readonly kind: 'a2a' | 'http';
      readonly name: string;
      readonly description?: string | undefined;
      readonly upstreamUrl: string;
      readonly timeLimitSeconds?: number | undefined;
      readonly rateLimit?: RateLimit | null | undefined;
      readonly price: Price;
    };
    readonly reply: Module;
  };
  /** The organisation's own modules. */
  readonly listModules: {
    readonly query: {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
    };
    readonly reply: {
      readonly data: readonly Module[];
      readonly nextCursor: string | null;
    };
  };
  /** Change texts, address or time limit. */
  readonly changeModule: {
    readonly params: {
      readonly id: string;
    };
    readonly body: {
      readonly name?: string | undefined;
      readonly description?: string | undefined;
      readonly upstreamUrl?: string | undefined;
      readonly timeLimitSeconds?: number | undefined;
      readonly rateLimit?: RateLimit | null | undefined;
    };
    readonly reply: Module;
  };
  /** Put a module on the marketplace. */
  readonly publishModule: {
    readonly params: {
      readonly id: string;
    };
    readonly reply: Module;
  };
  /** A new price version; rises take 14 days and once a month. */
  readonly addPrice: {
    readonly params: {
      readonly id: string;
    };
    readonly body: {
      readonly price: Price;
      readonly effectiveAt?: string | undefined;
    };
    readonly reply: PriceVersion;
  };
  /** What a call would cost, and whether it can be afforded. */
  readonly estimate: {
    readonly body: {
      readonly moduleId: string;
      readonly input?: unknown | undefined;
    };
    readonly reply: {
      readonly low: Credits;
      readonly high: Credits;
      readonly available: Credits;
      readonly affordable: boolean;
    };
  };
  /** Calls, newest first; with groupBy, their sums. */
  readonly listUsage: {
    readonly query: {
      readonly groupBy?: string | undefined;
      readonly from?: string | undefined;
      readonly to?: string | undefined;
      readonly timezone?: string | undefined;
      readonly moduleId?: string | undefined;
      readonly keyId?: string | undefined;
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
    };
    readonly reply: {
      readonly data: readonly UsageItem[];
      readonly nextCursor: string | null;
    } | {
      readonly data: readonly UsageGroup[];
      readonly nextCursor: string | null;
      readonly total: {
        readonly calls: number;
        readonly credits: Credits;
      };
    };
  };
  /** The receipt of one call. */
  readonly getReceipt: {
    readonly params: {
      readonly id: string;
    };
    readonly reply: Receipt;
  };
  /** Deduct a known price from the caller's own wallet, or by a spending authorisation. */
  readonly createCharge: {
    readonly body: {
      readonly moduleId: string;
      readonly credits: PositiveCredits;
      readonly reference?: string | undefined;
      readonly authorisation?: string | undefined;
    };
    readonly reply: Receipt | PublisherReceipt;
  };
  /** A charge or capture by a spending authorisation, as its publisher sees it. */
  readonly getCharge: {
    readonly params: {
      readonly id: string;
    };
    readonly reply: PublisherReceipt;
  };
  /** Set credits aside, to be captured later. */
  readonly createHold: {
    readonly body: {
      readonly moduleId: string;
      readonly credits: PositiveCredits;
      readonly ttlSeconds?: number | undefined;
      readonly reference?: string | undefined;
      readonly authorisation?: string | undefined;
    };
    readonly reply: Hold;
  };
  /** One hold. */
  readonly getHold: {
    readonly params: {
      readonly id: string;
    };
    readonly reply: Hold;
  };
  /** Take what was used; the rest is released. */
  readonly captureHold: {
    readonly params: {
      readonly id: string;
    };
    readonly body: {
      readonly credits: Credits;
    };
    readonly reply: Hold;
  };
  /** Move the end of a hold. */
  readonly extendHold: {
    readonly params: {
      readonly id: string;
    };
    readonly body: {
      readonly ttlSeconds: number;
    };
    readonly reply: Hold;
  };
  /** Give a hold back. */
  readonly releaseHold: {
    readonly params: {
      readonly id: string;
    };
    readonly reply: Hold;
  };
  /** Announced price rises of modules that the organisation uses, the next one first. */
  readonly listPriceNotices: {
    readonly query: {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
    };
    readonly reply: {
      readonly data: readonly PriceNotice[];
      readonly nextCursor: string | null;
    };
  };
  /** Earnings by state. */
  readonly getEarnings: {
    readonly reply: Earnings;
  };
  /** What was earned, call by call, newest first. */
  readonly listEarningsEntries: {
    readonly query: {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
      readonly from?: string | undefined;
      readonly to?: string | undefined;
      readonly moduleId?: string | undefined;
    };
    readonly reply: {
      readonly data: readonly EarningsEntry[];
      readonly nextCursor: string | null;
    };
  };
  /** The rule by which the wallet buys credits by itself. */
  readonly getAutoTopUp: {
    readonly reply: AutoTopUp;
  };
  /** Turn automatic top-ups on, with the consent of who does it, or off. */
  readonly setAutoTopUp: {
    readonly body: {
      readonly enabled: false;
    } | {
      readonly enabled: true;
      readonly threshold: PositiveCredits;
      readonly refill: Refill;
      readonly paymentMethodId: string;
      readonly monthlyCap: Money;
      readonly consentTextVersion: string;
    };
    readonly reply: AutoTopUp;
  };
  /** Saved payment methods, newest first. */
  readonly listPaymentMethods: {
    readonly reply: {
      readonly data: readonly PaymentMethod[];
      readonly nextCursor: string | null;
    };
  };
  /** Forget a payment method, here and at the provider; top-ups with it stop. */
  readonly removePaymentMethod: {
    readonly params: {
      readonly id: string;
    };
  };
  /** Server-sent events of the organisation; Last-Event-ID resumes. */
  readonly streamEvents: {
    readonly reply: StreamEvent;
  };
  /** Add an endpoint; its secret is in this reply only. */
  readonly createWebhookEndpoint: {
    readonly body: {
      readonly url: string;
      readonly description?: string | undefined;
      readonly eventTypes?: readonly ('wallet.updated' | 'purchase.updated' | 'usage.created' | 'earnings.updated' | 'payout.updated' | 'wallet.low_balance')[] | null | undefined;
    };
    readonly reply: NewWebhookEndpoint;
  };
  /** Endpoints, newest first. */
  readonly listWebhookEndpoints: {
    readonly query: {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
    };
    readonly reply: {
      readonly data: readonly WebhookEndpoint[];
      readonly nextCursor: string | null;
    };
  };
  /** One endpoint. */
  readonly getWebhookEndpoint: {
    readonly params: {
      readonly id: string;
    };
    readonly reply: WebhookEndpoint;
  };
  /** Change address, event types or description; disable or enable it. */
  readonly changeWebhookEndpoint: {
    readonly params: {
      readonly id: string;
    };
    readonly body: {
      readonly url?: string | undefined;
      readonly description?: string | undefined;
      readonly eventTypes?: readonly ('wallet.updated' | 'purchase.updated' | 'usage.created' | 'earnings.updated' | 'payout.updated' | 'wallet.low_balance')[] | null | undefined;
      readonly enabled?: boolean | undefined;
    };
    readonly reply: WebhookEndpoint;
  };
  /** Remove an endpoint with its log; nothing is sent any more. */
  readonly removeWebhookEndpoint: {
    readonly params: {
      readonly id: string;
    };
  };
  /** A new secret; deliveries are signed with both for the overlap, a day by default. */
  readonly rotateWebhookSecret: {
    readonly params: {
      readonly id: string;
    };
    readonly body?: {
      readonly overlapSeconds?: number | undefined;
    } | undefined;
    readonly reply: NewWebhookEndpoint;
  };
  /** Send a webhook.test event now, once, and answer how it went. */
  readonly testWebhookEndpoint: {
    readonly params: {
      readonly id: string;
    };
    readonly reply: WebhookDelivery;
  };
  /** Deliveries of the last 30 days, newest first. */
  readonly listWebhookDeliveries: {
    readonly params: {
      readonly id: string;
    };
    readonly query: {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
      readonly status?: 'waiting' | 'delivered' | 'failed' | 'skipped' | undefined;
    };
    readonly reply: {
      readonly data: readonly WebhookDelivery[];
      readonly nextCursor: string | null;
    };
  };
  /** One delivery with its body and what the endpoint answered. */
  readonly getWebhookDelivery: {
    readonly params: {
      readonly id: string;
      readonly deliveryId: string;
    };
    readonly reply: WebhookDelivery;
  };
  /** Attempt a delivery again now, under the same webhook-id, and answer how it went. */
  readonly redeliverWebhook: {
    readonly params: {
      readonly id: string;
      readonly deliveryId: string;
    };
    readonly reply: WebhookDelivery;
  };
  /** Send again what failed or was skipped since a time; repeat while `more` is true. */
  readonly redeliverFailedWebhooks: {
    readonly params: {
      readonly id: string;
    };
    readonly body: {
      readonly since: string;
    };
    readonly reply: {
      readonly redelivered: number;
      readonly more: boolean;
    };
  };
}
