import { zodResolver } from '@hookform/resolvers/zod';
import { AmountError, parseMoney, printMoney } from '@telex-credits/money';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { toast } from 'sonner';
import { z } from 'zod';
import { Credits, MoneyAmount } from '../../../amounts/amount.js';
import { tidyAmount } from '../../../amounts/amount-field.js';
import { moneyText } from '../../../amounts/grouping.js';
import { type Order, useRefundOrder } from '../../../hooks/admin-orders.js';
import { Button } from '../../../ui/button.js';
import { ConfirmDialog } from '../../../ui/confirm-dialog.js';
import { TextField } from '../../../ui/field.js';
import { Section } from '../../../ui/layout.js';
import { RefundTable } from '../../purchases/refund-section.js';

type Price = Order['price'];

/** Money of one currency, as it is typed: above zero, with no more places than it has. */
function moneyField({ currency }: Price) {
  return z.string().transform((text, context): Price => {
    try {
      const money = parseMoney({ amount: tidyAmount(text), currency });
      if (money.minor > 0n) {
        return { amount: printMoney(money).amount, currency };
      }
    } catch (error) {
      if (!(error instanceof AmountError)) {
        throw error;
      }
    }
    context.addIssue({ code: 'custom', message: `Write an amount of ${currency} above zero` });
    return z.NEVER;
  });
}

/** Statuses in which something may still be paid back; the server has the last word. */
const refundable: readonly Order['status'][] = ['paid', 'partially_refunded', 'disputed'];

/** Refunds so far, and a refund by the platform. */
export function RefundOrderSection({ order }: { order: Order }) {
  const isDecidedElsewhere = order.disputes.some(({ status }) => status === 'open');
  const open = refundable.includes(order.status) && !isDecidedElsewhere;
  if (!open && order.refunds.length === 0) {
    return null;
  }
  return (
    <Section title="Refunds">
      {order.refunds.length > 0 && <RefundTable refunds={order.refunds} />}
      {open && <RefundForm order={order} />}
    </Section>
  );
}

function RefundForm({ order }: { order: Order }) {
  const { price, refundable: unspent } = order;
  const schema = z.object({ amount: moneyField(price) });
  const [asked, setAsked] = useState<Price>();
  const { register, handleSubmit, formState, reset } = useForm<
    z.input<typeof schema>,
    unknown,
    z.output<typeof schema>
  >({
    resolver: zodResolver(schema),
    values: { amount: unspent?.amount.amount ?? '' },
    resetOptions: { keepDirtyValues: true },
  });
  const submit = handleSubmit(({ amount }) => setAsked(amount));
  return (
    <form
      noValidate
      aria-label="Refund"
      className="flex flex-col gap-4 rounded-xl border border-line p-5"
      onSubmit={(event) => void submit(event)}
    >
      <p className="text-sm">
        {unspent === null ? (
          'Nothing of this purchase is unspent, or its buyer can no longer ask for it.'
        ) : (
          <>
            <Credits amount={unspent.credits} unit /> are unspent, worth{' '}
            <MoneyAmount money={unspent.amount} className="font-medium" />.
          </>
        )}{' '}
        You may pay back more: credits that were spent then become debt of the wallet.
      </p>
      <div className="flex flex-wrap items-start gap-4">
        <TextField
          label={`Amount in ${price.currency}`}
          inputMode="decimal"
          className="w-48 max-w-full"
          error={formState.errors.amount?.message}
          {...register('amount')}
        />
        <Button type="submit" look="danger" className="sm:mt-6.5">
          Refund…
        </Button>
      </div>
      {asked !== undefined && (
        <RefundDialog
          order={order}
          amount={asked}
          onClose={() => setAsked(undefined)}
          onDone={() => reset()}
        />
      )}
    </form>
  );
}

interface RefundDialogProps {
  readonly order: Order;
  readonly amount: Price;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

function RefundDialog({ order, amount, onClose, onDone }: RefundDialogProps) {
  const refund = useRefundOrder(order.id);
  const text = moneyText(amount);
  const confirm = () =>
    refund.mutate(
      { amount },
      {
        onSuccess: (done) => {
          onClose();
          onDone();
          toast.success(`${moneyText(done.amount)} go back to the payer.`);
        },
      },
    );
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`Refund ${text}?`}
      confirm={`Refund ${text}`}
      onConfirm={confirm}
      busy={refund.isPending}
      error={refund.error}
    >
      <p>
        <MoneyAmount money={amount} className="font-semibold" /> of{' '}
        <MoneyAmount money={order.price} /> go back from the order of{' '}
        {order.organisationName ?? order.organisationId}, and the credits for it leave the wallet.
        This cannot be undone.
      </p>
    </ConfirmDialog>
  );
}
