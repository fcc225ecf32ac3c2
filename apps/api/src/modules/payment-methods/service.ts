import type { PaymentMethod } from '@telex-credits/contracts';
import type { MethodFact, PaymentProvider, SavedMethod } from '@telex-credits/payments';
import type { DocumentStore } from '@telex-credits/store';
import { notFound } from '../../foundation/app-error.js';
import { sha256Hex } from '../../foundation/digests.js';
import type { Environment } from '../../foundation/environment.js';
import type { AuditLog } from '../../foundation/ports.js';
import { createPaymentMethodsRepository } from './repository.js';
import type { PaymentMethodDoc } from './schemas.js';

/** A method that may be charged now. */
export interface ChargeableMethod extends SavedMethod {
  readonly id: string;
  readonly provider: PaymentMethodDoc['provider'];
}

/** Payment methods that payers let us charge again; the door to this module. */
export interface PaymentMethodsService {
  /** Takes over a method that came with a paid purchase; the same one again is the same. */
  keep(kept: {
    readonly organisationId: string;
    readonly provider: PaymentMethodDoc['provider'];
    readonly method: SavedMethod;
    readonly purchaseId: string;
    readonly personId: string;
  }): Promise<void>;
  list(organisationId: string): Promise<{ data: PaymentMethod[]; nextCursor: null }>;
  /** Undefined for one that was removed, and for another organisation's. */
  chargeable(organisationId: string, id: string): Promise<ChargeableMethod | undefined>;
  /**
   * Stops all use of it at once, and has its provider forget it; asked again until that is done.
   * Throws 404 `payment_method_not_found`.
   */
  remove(
    owner: { readonly organisationId: string; readonly actorId: string },
    id: string,
  ): Promise<void>;
  /** Works what a provider tells about a method; only methods of that provider are touched. */
  applyFact(
    provider: string,
    fact: MethodFact,
  ): Promise<{ readonly kind: 'done' } | { readonly kind: 'ignored'; readonly reason: string }>;
  /** Asks providers to forget what was removed and is not confirmed yet. */
  forgetDue(): Promise<void>;
}

export interface PaymentMethodsDeps {
  readonly documents: DocumentStore;
  readonly providers: readonly PaymentProvider[];
  readonly environment: Pick<Environment, 'now'>;
  readonly audit: AuditLog;
  readonly onError: (error: unknown) => void;
}

const askAgainMs = 600_000;

function show(doc: PaymentMethodDoc): PaymentMethod {
  const { id, provider, brand, last4, expiresOn, createdAt, purchaseId } = doc;
  return { id, provider, brand, last4, expiresOn, createdAt, purchaseId };
}

/** Makes the payment methods service. */
export function createPaymentMethodsService(deps: PaymentMethodsDeps): PaymentMethodsService {
  const repository = createPaymentMethodsRepository(deps.documents);
  const providers = new Map<string, PaymentProvider>(deps.providers.map((one) => [one.id, one]));
  const now = () => deps.environment.now();

  /** Tells the provider; a failure is told about and tried again by `forgetDue`. */
  async function forget(doc: PaymentMethodDoc): Promise<void> {
    try {
      const { customerRef, methodRef, email, brand, last4, expiresOn } = doc;
      const method = { customerRef, methodRef, email, brand, last4, expiresOn };
      const same = await repository.byMethod(doc.provider, methodRef);
      // Another organisation of the same payer may still use it.
      if (!same.some(({ state }) => state === 'active')) {
        await providers.get(doc.provider)?.forgetMethod(method);
      }
      await repository.change(doc.id, (before) =>
        before.state === 'removing' ? { ...before, state: 'removed', dueAt: null } : undefined,
      );
    } catch (error) {
      deps.onError(error);
      const dueAt = new Date(now().getTime() + askAgainMs).toISOString();
      await repository.change(doc.id, (before) =>
        before.state === 'removing' ? { ...before, dueAt } : undefined,
      );
    }
  }

  return {
    async keep({ organisationId, provider, method, purchaseId, personId }) {
      const id = `pm_${sha256Hex([organisationId, provider, method.methodRef].join('\0')).slice(0, 24)}`;
      const createdAt = now().toISOString();
      const fresh: PaymentMethodDoc = {
        ...{ id, organisationId, provider, ...method, state: 'active', purchaseId },
        ...{ savedBy: personId, createdAt, dueAt: null },
      };
      // Saved once more after it was removed: it counts from now on.
      await repository.save(fresh, (before) => ({
        ...fresh,
        createdAt: before.state === 'active' ? before.createdAt : createdAt,
      }));
    },
    async list(organisationId) {
      return { data: (await repository.activeOf(organisationId)).map(show), nextCursor: null };
    },
    async chargeable(organisationId, id) {
      const doc = await repository.get(id);
      if (doc === undefined || doc.organisationId !== organisationId || doc.state !== 'active') {
        return undefined;
      }
      const { provider, customerRef, methodRef, email, brand, last4, expiresOn } = doc;
      return { id, provider, customerRef, methodRef, email, brand, last4, expiresOn };
    },
    async remove({ organisationId, actorId }, id) {
      const doc = await repository.get(id);
      if (doc === undefined || doc.organisationId !== organisationId || doc.state !== 'active') {
        throw notFound('payment_method_not_found', 'payment method');
      }
      const removing = await repository.change(id, (before) => ({
        ...before,
        ...{ state: 'removing', dueAt: now().toISOString() },
      }));
      const action = 'payment_method.removed';
      await deps.audit.record({ actorId, organisationId, action, objectId: id });
      await forget(removing ?? doc);
    },
    async applyFact(provider, { methodRef, change }) {
      const known = await repository.byMethod(provider, methodRef);
      const active = known.filter(({ state }) => state === 'active');
      if (active.length === 0) {
        return { kind: 'ignored', reason: 'it is about no payment method of ours' };
      }
      if (change === 'updated') {
        return { kind: 'ignored', reason: 'its new details are used by the provider itself' };
      }
      for (const { id } of active) {
        await repository.change(id, (before) => ({ ...before, state: 'removed', dueAt: null }));
      }
      return { kind: 'done' };
    },
    async forgetDue() {
      for (const doc of await repository.due(now())) {
        await forget(doc);
      }
    },
  };
}
