import { SandboxError } from './error.js';
import type { Step } from './paying.js';
import { refundedOf, type SandboxDispute, type SandboxPayment } from './payment.js';

const answerDays = 7;
/** 15.00, as usual; also in currencies without cents, where it is only a number. */
const disputeFee = '1500';

const no = (code: string, message: string) => new SandboxError(400, code, message);

/** What can still go back to the payer, in minor units: not twice by refund and by dispute. */
function leftOf(payment: SandboxPayment): bigint {
  return payment.disputes.reduce(
    (left, { withdrawn, reinstated }) =>
      left - BigInt(withdrawn?.amount ?? 0) + BigInt(reinstated?.amount ?? 0),
    BigInt(payment.amount) - refundedOf(payment),
  );
}

/** The payment with one more refund. Throws `SandboxError` 400. */
export function withRefund(
  before: SandboxPayment,
  refund: {
    readonly id: string;
    readonly refundId: string;
    readonly amount: string;
    readonly reason: string;
    readonly at: string;
  },
): Step {
  const { at, ...fresh } = refund;
  if (before.status !== 'paid') {
    throw no('not_paid', 'Only a paid payment can be refunded.');
  }
  const left = leftOf(before);
  if (BigInt(fresh.amount) > left || BigInt(fresh.amount) <= 0n) {
    throw no('amount_not_refundable', `At most ${left} can be refunded.`);
  }
  const refunds = [...before.refunds, { ...fresh, status: before.refundsStart, createdAt: at }];
  return { type: 'payment.refunded', payment: { ...before, refunds, movedAt: at } };
}

/** A refund that came to its end; one that succeeded can still fail. Throws `SandboxError`. */
export function refundEnded(
  before: SandboxPayment,
  end: { readonly id: string; readonly to: 'succeeded' | 'failed'; readonly at: string },
): Step {
  const known = before.refunds.find(({ id }) => id === end.id);
  if (known === undefined) {
    throw new SandboxError(404, 'refund_not_found', 'There is no such refund.');
  }
  if (known.status === 'failed' || known.status === end.to) {
    throw no('refund_is_over', `This refund has ${known.status} already.`);
  }
  const refunds = before.refunds.map((one) => (one === known ? { ...one, status: end.to } : one));
  return { type: `refund.${end.to}`, payment: { ...before, refunds, movedAt: end.at } };
}

/** What can happen to a dispute, in the words of the sandbox's dashboard. */
export const disputeSteps = ['inquire', 'open', 'withdraw', 'win', 'reinstate', 'lose'] as const;
export type DisputeStep = (typeof disputeSteps)[number];

const isOver = ({ status }: SandboxDispute) => status === 'won' || status === 'lost';

function begun(
  payment: SandboxPayment,
  { status, id, at }: { status: 'inquiry' | 'open'; id: string; at: string },
): Step {
  const latest = payment.disputes.at(-1);
  if (latest !== undefined && !isOver(latest)) {
    throw no('dispute_open', 'This payment has an open dispute already.');
  }
  const amount = leftOf(payment);
  if (payment.status !== 'paid' || amount <= 0n) {
    throw no('not_disputable', 'Only a paid payment that was not given back can be disputed.');
  }
  const answerBy = new Date(Date.parse(at) + answerDays * 86_400_000).toISOString();
  const fresh: SandboxDispute = {
    ...{ id, status, amount: amount.toString(), reason: 'fraudulent', fee: '0' },
    ...{ withdrawn: null, reinstated: null, answerBy, createdAt: at },
  };
  const disputes = [...payment.disputes, fresh];
  return { type: 'dispute.opened', payment: { ...payment, disputes } };
}

function change(
  dispute: SandboxDispute,
  step: DisputeStep,
  at: string,
): SandboxDispute | undefined {
  const { amount, status, withdrawn, reinstated } = dispute;
  switch (step) {
    case 'open':
      return status === 'inquiry' ? { ...dispute, status: 'open' } : undefined;
    case 'withdraw':
      return status === 'open' && withdrawn === null
        ? { ...dispute, withdrawn: { amount, at }, fee: disputeFee }
        : undefined;
    case 'win':
      return isOver(dispute) ? undefined : { ...dispute, status: 'won' };
    case 'lose':
      return isOver(dispute) ? undefined : { ...dispute, status: 'lost' };
    case 'reinstate':
      return withdrawn !== null && reinstated === null
        ? { ...dispute, reinstated: { amount: withdrawn.amount, at } }
        : undefined;
    case 'inquire':
      return undefined;
  }
}

/** One step of the payment's latest dispute, or the first of a new one. Throws `SandboxError`. */
export function disputed(
  payment: SandboxPayment,
  { step, id, at }: { readonly step: DisputeStep; readonly id: string; readonly at: string },
): Step {
  const latest = payment.disputes.at(-1);
  const isNew = latest === undefined || (isOver(latest) && (step === 'inquire' || step === 'open'));
  if (isNew) {
    if (step !== 'inquire' && step !== 'open') {
      throw no('no_dispute', 'This payment has no dispute.');
    }
    return begun(payment, { status: step === 'open' ? 'open' : 'inquiry', id, at });
  }
  const next = change(latest, step, at);
  if (next === undefined) {
    throw no('dispute_step', 'This cannot happen to the dispute as it stands.');
  }
  const isMoney = step === 'withdraw' || step === 'reinstate';
  return {
    type: step === 'win' || step === 'lose' ? 'dispute.closed' : 'dispute.updated',
    payment: {
      ...payment,
      disputes: [...payment.disputes.slice(0, -1), next],
      movedAt: isMoney ? at : payment.movedAt,
    },
  };
}
