import type { IncomingHttpHeaders } from 'node:http';
import type { EventType, PlatformRole, PriceVersion, Role, Scope } from '@telex-credits/contracts';
import type { Json, LimitRef } from '@telex-credits/ledger';
import type { Principal } from '../http/principal.js';

/** What opens a wallet up to a cap of its own. */
export interface Capped {
  readonly kind: 'key' | 'connection' | 'authorisation';
  /** `key_…`, `con_…` or `aut_…`. */
  readonly id: string;
  readonly cap: { readonly credits: string; readonly period: 'day' | 'month' | 'total' } | null;
  /** How often it may call, where its owner set that; as usual otherwise. */
  readonly rateLimit?: RateLimit | null;
}

/** So many calls in so many seconds, on average. */
export interface RateLimit {
  readonly requests: number;
  readonly seconds: number;
}

/** Who spends at the gateway: an API key or a connection URL, active as of now. */
export interface SpendingIdentity extends Capped {
  readonly kind: 'key' | 'connection';
  readonly organisationId: string;
  readonly scopes: readonly Scope[];
  /** Null where every module is allowed; a connection has exactly one. */
  readonly moduleIds: readonly string[] | null;
}

/** Who a request comes from, by cookie, session token or API key. */
export interface Authenticator {
  /**
   * Null for a request without credentials, or whose session has ended. Throws 401
   * `invalid_api_key`, 403 `origin_not_allowed` (a cookie from another site's page) and 404
   * `organisation_not_found` (the caller picked one that is not theirs).
   */
  authenticate(request: {
    readonly method: string;
    readonly headers: IncomingHttpHeaders;
    /** Named by the path; goes before `X-Organisation-Id`. */
    readonly organisationId?: string;
  }): Promise<Principal | null>;
}

/** One e-mail. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly attachments?: readonly {
    readonly filename: string;
    readonly contentType: string;
    readonly content: Buffer;
  }[];
}

/** Sends e-mails. */
export interface Mailer {
  /** Resolves to whether it was handed over; never rejects. What went wrong is in the log. */
  send(mail: Mail): Promise<boolean>;
}

/** Looks up secrets; answers come from a small cache that every change invalidates. */
export interface SpendingIdentities {
  /** `undefined` for an unknown, revoked, rotated-out or expired secret. */
  byKey(secret: string): Promise<SpendingIdentity | undefined>;
  byConnection(token: string): Promise<SpendingIdentity | undefined>;
  /** Whether a secret was found lately: looking for it again is no guess. */
  recognises(secret: string): boolean;
}

/** A published module as the gateway and charges need it, with the price in force now. */
export interface CallableModule {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly kind: 'a2a' | 'http' | 'telexai' | 'openai';
  readonly upstreamUrl: string;
  /** Null for the platform's own modules. */
  readonly publisherId: string | null;
  readonly developerBps: number;
  readonly price: PriceVersion;
  readonly timeLimitSeconds: number;
  /** How often all of its callers together may call, where its publisher set that. */
  readonly rateLimit?: RateLimit | null;
}

/** Published modules by id or slug, cached; every change invalidates. */
export interface CallableModules {
  bySlug(slug: string): Promise<CallableModule | undefined>;
  byId(id: string): Promise<CallableModule | undefined>;
}

/** Which limits a hold counts against: the identity's cap and the wallet's own. */
export interface LimitRefs {
  for(spend: {
    readonly organisationId: string;
    readonly moduleId: string;
    readonly identity: Capped | null;
  }): Promise<readonly LimitRef[]>;
}

/** What a customer has allowed the publisher of one module, active as of now. */
export interface UsableAuthorisation extends Capped {
  readonly kind: 'authorisation';
  /** The customer, whose wallet pays. */
  readonly organisationId: string;
  /** The most that one charge or hold may ask for, in credits. */
  readonly perCharge: string | null;
}

/** Spending authorisations as charges need them. */
export interface SpendingAuthorisations {
  /**
   * Throws 404 `authorisation_not_found` unless it was given to this publisher for this module; 403
   * `authorisation_ended` and `authorisation_expired`. Asked anew every time: an end counts at once.
   */
  usable(by: {
    readonly publisherId: string;
    readonly moduleId: string;
    readonly id: string;
  }): Promise<UsableAuthorisation>;
}

/** Tells an organisation's people and programs what changed; stored before it returns. */
export interface EventPublisher {
  publish(
    organisationId: string,
    type: EventType,
    data: Readonly<Record<string, string | number | boolean | null>>,
  ): Promise<void>;
}

/** Keeps one audit row a sensitive act: who, what, on what. */
export interface AuditLog {
  record(act: {
    readonly actorId: string;
    readonly organisationId: string | null;
    readonly action: string;
    readonly objectId: string;
    readonly detail?: Readonly<Record<string, Json>>;
  }): Promise<void>;
}

/** An organisation's people, as other modules may ask for them. */
export interface Organisations {
  name(organisationId: string): Promise<string | undefined>;
  /** E-mail addresses of its members with one of the roles. */
  emails(organisationId: string, roles: readonly Role[]): Promise<string[]>;
  /** Of them those that are confirmed: whatever somebody can have sent at will goes to these alone. */
  confirmedEmails(organisationId: string, roles: readonly Role[]): Promise<string[]>;
  platformRole(personId: string): Promise<PlatformRole | null>;
}
