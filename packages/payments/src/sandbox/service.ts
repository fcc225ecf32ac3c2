import { createHash } from 'node:crypto';
import { type Collection, type DocumentStore, UniqueViolation, update } from '@telex-credits/store';
import { SandboxError } from './error.js';
import { resent, withEvent } from './events.js';
import { type DisputeStep, disputed, refundEnded, withRefund } from './money-back.js';
import { chargedSaved, type Paying, type Step, settled, stepsOf } from './paying.js';
import { type SandboxPayment, type SandboxRefund, sandboxPayments, untouched } from './payment.js';

/** Clock and ids, injected. */
export interface SandboxEnvironment {
  readonly now: () => Date;
  readonly newId: (prefix: string) => string;
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
  | 'saveMethod'
>;

/** What a charge of a saved card is made from. */
export type NewCharge = Pick<SandboxPayment, 'orderId' | 'description' | 'amount' | 'currency'> & {
  readonly methodRef: string;
};

function fingerprint(request: unknown): string {
  return createHash('sha256').update(JSON.stringify(request)).digest('hex');
}

const reused = new SandboxError(
  400,
  'idempotency_error',
  'This Idempotency-Key was used with another request.',
);

const isOver = (payment: SandboxPayment, at: string) => payment.expiresAt <= at;
const plainly: Paying = { act: { kind: 'pay' }, card: 'paid', delivery: 'once' };

/** A change of one payment; undefined leaves it as it is. */
type Change = (payment: SandboxPayment, at: string) => Step | readonly Step[] | undefined;

/** The stateful heart of the stand-in provider: payments, what comes of them, and their events. */
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
  create(key: string, request: NewPayment): Promise<SandboxPayment> {
    return this.#insert({
      ...{ ...untouched, ...request, kind: 'checkout', id: this.#environment.newId('sbp') },
      ...{ idempotencyKey: key, fingerprint: fingerprint(request), createdAt: this.#now() },
    });
  }

  /** Charges a saved card while its owner is away; the same key and request charge once. */
  async charge(key: string, request: NewCharge): Promise<SandboxPayment> {
    const { methodRef, ...order } = request;
    // Asked first: a card may have been forgotten since it was charged.
    const earlier = await this.#known(key, fingerprint(request));
    if (earlier !== undefined) {
      return earlier;
    }
    const owner = await this.#ownerOf(methodRef);
    const { card } = owner;
    if (card === null || card.detachedAt !== null) {
      throw new SandboxError(400, 'card_detached', 'This card cannot be charged any more.');
    }
    const at = this.#now();
    const page = { returnUrl: owner.returnUrl, cancelUrl: owner.cancelUrl };
    const { email } = owner;
    const fresh: SandboxPayment = {
      ...{ ...untouched, ...order, ...page, email, kind: 'saved', saveMethod: false },
      ...{ id: this.#environment.newId('sbp'), idempotencyKey: key },
      ...{ fingerprint: fingerprint(request), createdAt: at, expiresAt: at },
    };
    const { type, payment } = chargedSaved(fresh, card.behaviour, at);
    // One write: there is no moment in which the charge is there and its outcome is not.
    const event = { id: this.#environment.newId('evt'), type, at };
    const charged = await this.#insert(withEvent(payment, event));
    this.#onEvent();
    return charged;
  }

  /** Forgets a saved card; one that is forgotten already stays so. */
  async detach(cardId: string): Promise<SandboxPayment> {
    const { id } = await this.#ownerOf(cardId);
    return this.#advance(id, (payment, at) =>
      payment.card === null || payment.card.detachedAt !== null
        ? undefined
        : {
            type: 'card.detached',
            payment: { ...payment, card: { ...payment.card, detachedAt: at } },
          },
    );
  }

  /** Works what a payer does with an open session; one that is over expires instead. */
  async work(id: string, paying: Paying): Promise<SandboxPayment> {
    await this.expireIfOver(id);
    return this.#advance(id, (payment, at) =>
      payment.status === 'open' && !isOver(payment, at) ? stepsOf(payment, paying, at) : undefined,
    );
  }

  /** Pays an open session. */
  pay(id: string): Promise<SandboxPayment> {
    return this.work(id, plainly);
  }

  /** The payer's bank says no: the session ends without a payment. */
  decline(id: string): Promise<SandboxPayment> {
    return this.work(id, { ...plainly, act: { kind: 'decline', code: 'card_declined' } });
  }

  /** Ends a session whose time has come. */
  expireIfOver(id: string): Promise<SandboxPayment> {
    return this.#advance(id, (payment, at) =>
      payment.status === 'open' && isOver(payment, at)
        ? { type: 'payment.expired', payment: { ...payment, status: 'expired' } }
        : undefined,
    );
  }

  /** Brings a slow payment to its end; throws `SandboxError` 400 for one that waits for nothing. */
  settle(id: string, to: 'paid' | 'failed'): Promise<SandboxPayment> {
    return this.#advance(id, (payment, at) => {
      const step = settled(payment, to, at);
      if (step === undefined) {
        throw new SandboxError(400, 'not_processing', 'This payment is not on its way.');
      }
      return step;
    });
  }

  /** Ends every session, and every slow payment, whose time has come. */
  async endAllOver(): Promise<void> {
    const range = { before: new Date(this.#environment.now().getTime() + 1).toISOString() };
    const over = { index: 'by_end', equals: ['open'], range, limit: 100 } as const;
    for (const { doc } of (await this.payments.find(over)).items) {
      await this.expireIfOver(doc.id);
    }
    const slow = { index: 'by_settling', equals: [], range, limit: 100 } as const;
    for (const { doc } of (await this.payments.find(slow)).items) {
      await this.#advance(doc.id, (payment, at) =>
        payment.settleTo === null ? undefined : settled(payment, payment.settleTo, at),
      );
    }
  }

  /** Pays money back, at most what is left; the same refund id is worked once. */
  async refund(
    id: string,
    request: Pick<SandboxRefund, 'refundId' | 'amount' | 'reason'>,
  ): Promise<SandboxRefund> {
    const payment = await this.#advance(id, (before, at) =>
      before.refunds.some(({ refundId }) => refundId === request.refundId)
        ? undefined
        : withRefund(before, { ...request, id: this.#environment.newId('sbr'), at }),
    );
    const done = payment.refunds.find(({ refundId }) => refundId === request.refundId);
    if (done === undefined || done.amount !== request.amount) {
      throw reused;
    }
    return done;
  }

  /** A refund of our own, as a person makes it in a provider's dashboard. */
  refundHere(id: string, amount: string): Promise<SandboxRefund> {
    const refundId = this.#environment.newId('own');
    return this.refund(id, { refundId, amount, reason: 'made in the dashboard of the sandbox' });
  }

  /** Ends a refund; one that succeeded can fail later. */
  endRefund(
    id: string,
    end: { readonly id: string; readonly to: 'succeeded' | 'failed' },
  ): Promise<SandboxPayment> {
    return this.#advance(id, (payment, at) => refundEnded(payment, { ...end, at }));
  }

  /** Chooses what refunds to come are at first; nobody is told. */
  async startRefunds(id: string, as: SandboxPayment['refundsStart']): Promise<void> {
    await this.get(id);
    await update(this.payments, id, (payment) => ({ ...payment, refundsStart: as }));
  }

  /** One step of the payment's dispute. */
  dispute(id: string, step: DisputeStep): Promise<SandboxPayment> {
    const fresh = this.#environment.newId('sbd');
    return this.#advance(id, (payment, at) => disputed(payment, { step, id: fresh, at }));
  }

  /** The bank's warning that the card may have been stolen; nothing else changes. */
  warn(id: string): Promise<SandboxPayment> {
    return this.#advance(
      id,
      (payment) => {
        if (payment.status !== 'paid') {
          throw new SandboxError(400, 'not_paid', 'Banks warn of paid payments only.');
        }
        return { type: 'warning.created', payment };
      },
      { warning: { reason: 'made_with_stolen_card' } },
    );
  }

  /** Sends an event again: one that was delivered, given up, or never sent. Throws 404. */
  async resend(id: string, eventId: string): Promise<void> {
    await this.get(id);
    let isKnown = false;
    await update(this.payments, id, (payment) => {
      const next = resent(payment, { id: eventId, at: this.#now() });
      isKnown = next !== undefined;
      return next;
    });
    if (!isKnown) {
      throw new SandboxError(404, 'event_not_found', 'There is no such event.');
    }
    this.#onEvent();
  }

  #now(): string {
    return this.#environment.now().toISOString();
  }

  /** The payment that a saved card came with: the card is a part of it, under the same number. */
  async #ownerOf(cardId: string): Promise<SandboxPayment> {
    const stored = await this.payments.get(cardId.replace(/^sbm_/, 'sbp_'));
    if (stored?.doc.card?.id !== cardId) {
      throw new SandboxError(404, 'card_not_found', 'There is no such card.');
    }
    return stored.doc;
  }

  async #insert(fresh: SandboxPayment): Promise<SandboxPayment> {
    const key = fresh.idempotencyKey;
    try {
      await this.payments.insert(fresh);
      return fresh;
    } catch (error) {
      if (!(error instanceof UniqueViolation)) {
        throw error;
      }
    }
    const first = await this.#known(key, fresh.fingerprint);
    if (first === undefined) {
      throw reused;
    }
    return first;
  }

  /** What was made under a key; throws where it was made from another request. */
  async #known(key: string, print: string): Promise<SandboxPayment | undefined> {
    const page = await this.payments.find({ index: 'by_key', equals: [key], limit: 1 });
    const first = page.items[0]?.doc;
    if (first !== undefined && first.fingerprint !== print) {
      throw reused;
    }
    return first;
  }

  /** Changes one payment and records the events that tell of it, all in one write. */
  async #advance(id: string, change: Change, more?: object): Promise<SandboxPayment> {
    const before = await this.get(id);
    let changed = false;
    const after = await update(this.payments, id, (payment) => {
      const at = this.#now();
      const steps = [change(payment, at) ?? []].flat();
      changed = steps.length > 0;
      return steps.reduce<SandboxPayment | undefined>((reached, { type, payment: next }) => {
        const outgoing = (reached ?? payment).outgoing;
        const event = { id: this.#environment.newId('evt'), type, at };
        return withEvent({ ...next, outgoing }, more === undefined ? event : { ...event, more });
      }, undefined);
    });
    if (changed) {
      this.#onEvent();
    }
    return after ?? before;
  }
}
