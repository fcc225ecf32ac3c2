import { currencies, type Minor } from '@telex-credits/money';
import {
  type Dispute,
  type Fee,
  type Movement,
  type Payment,
  type PaymentProvider,
  type ProviderId,
  ProviderRefusal,
  ProviderUnknown,
  type SavedChargeOutcome,
  type SavedMethod,
} from '@telex-credits/payments';

/** A payment whose every field a test may set; what `fetchPayment` answers is made from it. */
export interface ScriptedPayment extends Omit<Payment, 'refunded' | 'disputes'> {
  state: Payment['state'];
  amount: Minor;
  currency: string;
  livemode: boolean;
  method: SavedMethod | null;
  fee: Fee | null;
  readonly refunds: { readonly id: string; readonly amount: Minor; failed: boolean }[];
  readonly disputes: { -readonly [K in keyof Dispute]: Dispute[K] }[];
}

/** How the next charges of saved methods end, one each; `paid` where nothing is said. */
export type ScriptedCharge =
  | Exclude<SavedChargeOutcome['state'], 'processing'>
  | 'processing'
  /** It is paid, but the answer is lost. */
  | 'paid_unanswered'
  /** Nothing happens, and nobody knows. */
  | 'lost';

/** A provider that does what a test tells it, and keeps its promises about repeated calls. */
export interface ScriptedProvider extends PaymentProvider {
  readonly payments: Map<string, ScriptedPayment>;
  /** The payment of an order. */
  of(orderId: string): ScriptedPayment;
  readonly charges: ScriptedCharge[];
  /** Calls of `chargeSaved`, by order. */
  readonly chargeCalls: string[];
  readonly forgotten: string[];
  movements: Movement[];
}

const refOf = (orderId: string) => `pay_${orderId}`;

export const scriptedMethod: SavedMethod = {
  ...{ customerRef: 'cus_1', methodRef: 'card_1', email: 'buyer@demo.test' },
  ...{ brand: 'visa', last4: '4242', expiresOn: '2029-04' },
};

function shown({ refunds, ...payment }: ScriptedPayment): Payment {
  const refunded = refunds.reduce((sum, { amount, failed }) => sum + (failed ? 0n : amount), 0n);
  return { ...payment, refunded, disputes: payment.disputes.map((dispute) => ({ ...dispute })) };
}

/** Makes one. */
export function createScriptedProvider(
  now: () => Date,
  id: ProviderId = 'stripe',
): ScriptedProvider {
  const payments = new Map<string, ScriptedPayment>();
  const charges: ScriptedCharge[] = [];
  const chargeCalls: string[] = [];
  const forgotten: string[] = [];

  function open(orderId: string, money: { minor: Minor; currency: string }): ScriptedPayment {
    const paymentRef = refOf(orderId);
    const known = payments.get(paymentRef);
    const fresh: ScriptedPayment = {
      ...{ paymentRef, orderId, state: 'pending', livemode: false, paidAt: null },
      ...{ amount: money.minor, currency: money.currency, method: null, declineCode: null },
      ...{ fee: null, refunds: [], disputes: [] },
    };
    payments.set(paymentRef, known ?? fresh);
    return known ?? fresh;
  }

  function find(paymentRef: string): ScriptedPayment {
    const payment = payments.get(paymentRef);
    if (payment === undefined) {
      throw new ProviderRefusal('not_found', 'There is no such payment.');
    }
    return payment;
  }

  const provider: ScriptedProvider = {
    ...{ id, name: 'Scripted', livemode: false, currencies, savesMethods: true },
    ...{ payments, charges, chargeCalls, forgotten, movements: [] },
    of: (orderId) => find(refOf(orderId)),
    async createCheckout({ orderId, amount, expiresAt }) {
      const { paymentRef } = open(orderId, amount);
      return { paymentRef, expiresAt, url: `https://pay.test/${orderId}` };
    },
    fetchPayment: async (paymentRef) => shown(find(paymentRef)),
    async refund({ refundId, paymentRef, amount }) {
      const { refunds, amount: paid } = find(paymentRef);
      if (!refunds.some((refund) => refund.id === refundId)) {
        if (shown(find(paymentRef)).refunded + amount.minor > paid) {
          throw new ProviderRefusal('too_much', 'More than is left.');
        }
        refunds.push({ id: refundId, amount: amount.minor, failed: false });
      }
      return { refundRef: refundId, state: 'succeeded' };
    },
    async findRefund({ refundId, paymentRef }) {
      const refund = find(paymentRef).refunds.find((one) => one.id === refundId);
      const state = refund?.failed === true ? 'failed' : 'succeeded';
      return refund && { refundRef: refundId, state };
    },
    async chargeSaved({ orderId, amount }) {
      chargeCalls.push(orderId);
      const known = payments.get(refOf(orderId));
      if (known !== undefined) {
        return { paymentRef: known.paymentRef, state: 'paid', declineCode: null };
      }
      const how = charges.shift() ?? 'paid';
      if (how === 'lost') {
        throw new ProviderUnknown('no answer');
      }
      if (how === 'declined' || how === 'action_required') {
        return { paymentRef: null, state: how, declineCode: how };
      }
      const payment = open(orderId, amount);
      const isPaid = how !== 'processing';
      Object.assign(payment, {
        state: isPaid ? 'paid' : 'processing',
        paidAt: isPaid ? now().toISOString() : null,
      });
      if (how === 'paid_unanswered') {
        throw new ProviderUnknown('no answer');
      }
      return { paymentRef: payment.paymentRef, state: how, declineCode: null };
    },
    forgetMethod: async ({ methodRef }) => void forgotten.push(methodRef),
    async listMovements({ from, to }) {
      const items = provider.movements.filter(({ at }) => at >= from && at < to);
      return { items, nextCursor: null };
    },
    verifyWebhook: () => {
      throw new Error('facts are given to the service directly');
    },
    toFacts: async () => [],
  };
  return provider;
}

/** A dispute, opened and with nothing withdrawn yet. */
export function scriptedDispute(
  disputeRef: string,
  state: Dispute['state'],
): ScriptedPayment['disputes'][number] {
  return {
    ...{ disputeRef, state, withdrawn: 0n, reinstated: 0n, fee: 0n, feeCurrency: 'USD' },
    ...{ reason: 'fraudulent', answerBy: null },
  };
}
