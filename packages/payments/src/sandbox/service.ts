import { createHash } from 'node:crypto';
import { type Collection, type DocumentStore, UniqueViolation, update } from '@telex-credits/store';
import {
  refundedOf,
  type SandboxPayment,
  type SandboxRefund,
  sandboxPayments,
  withEvent,
} from './payment.js';

/** Clock and ids, injected. */
export interface SandboxEnvironment {
  readonly now: () => Date;
  readonly newId: (prefix: string) => string;
}

/** What the sandbox's API answers with 4xx. */
export class SandboxError extends Error {
  override readonly name = 'SandboxError';
  constructor(
    readonly status: 400 | 401 | 403 | 404 | 409 | 413,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** What a checkout session is made from. */
export type NewPayment = Pick<
  SandboxPayment,
  | 'orderId'
  | 'description'
  | 'email'
  | 'amount'
  | 'currency'
  | 'returnUrl'
  | 'cancelUrl'
  | 'expiresAt'
>;

function fingerprint(request: unknown): string {
  return createHash('sha256').update(JSON.stringify(request)).digest('hex');
}

const reused = new SandboxError(
  400,
  'idempotency_error',
  'This Idempotency-Key was used with another request.',
);

const isOver = (payment: SandboxPayment, at: string) => payment.expiresAt <= at;

/** The stateful heart of the stand-in provider: sessions, payments, refunds and their events. */
export class SandboxService {
  readonly payments: Collection<SandboxPayment>;
  readonly #environment: SandboxEnvironment;
  readonly #onEvent: () => void;

  constructor(deps: {
    readonly documents: DocumentStore;
    readonly environment: SandboxEnvironment;
    /** Told after every change that made an event. */
    readonly onEvent: () => void;
  }) {
    this.payments = deps.documents.collection(sandboxPayments);
    this.#environment = deps.environment;
    this.#onEvent = deps.onEvent;
  }

  /** One payment; throws `SandboxError` 404. */
  async get(id: string): Promise<SandboxPayment> {
    const stored = await this.payments.get(id);
    if (stored === undefined) {
      throw new SandboxError(404, 'payment_not_found', 'There is no such payment.');
    }
    return stored.doc;
  }

  /** Makes a checkout session; the same key and request give the same session again. */
  async create(key: string, request: NewPayment): Promise<SandboxPayment> {
    const print = fingerprint(request);
    const fresh: SandboxPayment = {
      ...request,
      id: this.#environment.newId('sbp'),
      idempotencyKey: key,
      fingerprint: print,
      livemode: false,
      status: 'open',
      createdAt: this.#environment.now().toISOString(),
      paidAt: null,
      refunds: [],
      outgoing: [],
      nextSendAt: null,
    };
    try {
      await this.payments.insert(fresh);
      return fresh;
    } catch (error) {
      if (!(error instanceof UniqueViolation)) {
        throw error;
      }
    }
    const page = await this.payments.find({ index: 'by_key', equals: [key], limit: 1 });
    const first = page.items[0]?.doc;
    if (first === undefined || first.fingerprint !== print) {
      throw reused;
    }
    return first;
  }

  /** Pays an open session; one that is over expires instead, and any other stays what it is. */
  async pay(id: string): Promise<SandboxPayment> {
    await this.expireIfOver(id);
    return this.#advance(id, 'payment.paid', (payment, at) =>
      payment.status === 'open' && !isOver(payment, at)
        ? { ...payment, status: 'paid', paidAt: at }
        : undefined,
    );
  }

  /** The payer's bank says no: the session ends without a payment. */
  decline(id: string): Promise<SandboxPayment> {
    return this.#advance(id, 'payment.failed', (payment) =>
      payment.status === 'open' ? { ...payment, status: 'failed' } : undefined,
    );
  }

  /** Ends a session whose time has come. */
  expireIfOver(id: string): Promise<SandboxPayment> {
    return this.#advance(id, 'payment.expired', (payment, at) =>
      payment.status === 'open' && isOver(payment, at)
        ? { ...payment, status: 'expired' }
        : undefined,
    );
  }

  /** Ends every session whose time has come. */
  async expireAllOver(): Promise<void> {
    const range = { before: new Date(this.#environment.now().getTime() + 1).toISOString() };
    const query = { index: 'by_end', equals: ['open'], range, limit: 100 } as const;
    for (const { doc } of (await this.payments.find(query)).items) {
      await this.expireIfOver(doc.id);
    }
  }

  /** Pays money back, at most what is left; the same refund id is worked once. */
  async refund(
    id: string,
    request: Pick<SandboxRefund, 'refundId' | 'amount' | 'reason'>,
  ): Promise<SandboxRefund> {
    const payment = await this.#advance(id, 'payment.refunded', (before, createdAt) => {
      if (before.refunds.some(({ refundId }) => refundId === request.refundId)) {
        return undefined;
      }
      if (before.status !== 'paid') {
        throw new SandboxError(400, 'not_paid', 'Only a paid payment can be refunded.');
      }
      const left = BigInt(before.amount) - refundedOf(before);
      if (BigInt(request.amount) > left || BigInt(request.amount) === 0n) {
        throw new SandboxError(400, 'amount_not_refundable', `At most ${left} can be refunded.`);
      }
      const fresh = { ...request, id: this.#environment.newId('sbr'), createdAt };
      return { ...before, refunds: [...before.refunds, fresh] };
    });
    const done = payment.refunds.find(({ refundId }) => refundId === request.refundId);
    if (done === undefined || done.amount !== request.amount) {
      throw reused;
    }
    return done;
  }

  /** Changes one payment and records the event that tells of it, both in one write. */
  async #advance(
    id: string,
    type: string,
    change: (payment: SandboxPayment, at: string) => SandboxPayment | undefined,
  ): Promise<SandboxPayment> {
    const before = await this.get(id);
    let changed = false;
    const after = await update(this.payments, id, (payment) => {
      const at = this.#environment.now().toISOString();
      const next = change(payment, at);
      changed = next !== undefined;
      return next && withEvent(next, { id: this.#environment.newId('evt'), type, at });
    });
    if (changed) {
      this.#onEvent();
    }
    return after ?? before;
  }
}
