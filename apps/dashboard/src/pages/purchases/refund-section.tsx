import { billingRoles } from '@telex-credits/contracts';
import { useState } from 'react';
import { toast } from 'sonner';
import { Credits, MoneyAmount } from '../../amounts/amount.js';
import { moneyText } from '../../amounts/grouping.js';
import { isZero } from '../../amounts/sums.js';
import { useHasRole } from '../../hooks/me.js';
import { type Purchase, useRefundPurchase } from '../../hooks/purchases.js';
import { dateTimeText } from '../../time/format.js';
import { Badge } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { ConfirmDialog } from '../../ui/confirm-dialog.js';
import { type Column, DataTable } from '../../ui/data-table.js';
import { Section } from '../../ui/layout.js';

type Refund = Purchase['refunds'][number];
type Refundable = NonNullable<Purchase['refundable']>;

const columns: readonly Column<Refund>[] = [
  { id: 'date', header: 'Date', cell: ({ createdAt }) => dateTimeText(createdAt) },
  { id: 'status', header: 'Status', cell: ({ status }) => <RefundStatus status={status} /> },
  {
    id: 'credits',
    header: 'Credits taken back',
    numeric: true,
    amount: ({ credits }) => credits,
    cell: ({ credits }) => <Credits amount={credits} />,
  },
  {
    id: 'amount',
    header: 'Paid back',
    numeric: true,
    amount: ({ amount }) => amount.amount,
    cell: ({ amount }) => <MoneyAmount money={amount} />,
  },
];

function RefundStatus({ status }: { status: Refund['status'] }) {
  return {
    pending: <Badge tone="caution">On its way</Badge>,
    succeeded: <Badge tone="positive">Paid back</Badge>,
    failed: <Badge tone="negative">Failed</Badge>,
  }[status];
}

/** Refunds of a purchase, with what became of them. */
export function RefundTable({ refunds }: { refunds: readonly Refund[] }) {
  return <DataTable label="Refunds" columns={columns} rows={refunds} rowId={({ id }) => id} />;
}

/** Refunds so far, and the refund of what is still unspent. */
export function RefundSection({ purchase }: { purchase: Purchase }) {
  const { refundable, refunds } = purchase;
  const mayRefund = useHasRole(billingRoles);
  const open = refundable !== null && !isZero(refundable.credits);
  if (!open && refunds.length === 0) {
    return null;
  }
  return (
    <Section title="Refunds">
      {refunds.length > 0 && <RefundTable refunds={refunds} />}
      {open && mayRefund && <RefundOffer purchaseId={purchase.id} refundable={refundable} />}
    </Section>
  );
}

function RefundOffer({ purchaseId, refundable }: { purchaseId: string; refundable: Refundable }) {
  const [open, setOpen] = useState(false);
  const refund = useRefundPurchase(purchaseId);
  const { credits, amount } = refundable;
  const confirm = () =>
    refund.mutate(
      { amount },
      {
        onSuccess: (done) => {
          setOpen(false);
          toast.success(`${moneyText(done.amount)} go back to where they came from.`);
        },
      },
    );
  return (
    <div className="flex flex-wrap items-center justify-between gap-4 rounded-xl border border-line p-5">
      <p className="text-sm">
        <Credits amount={credits} unit /> of this purchase are unspent, worth{' '}
        <MoneyAmount money={amount} className="font-medium" />.
      </p>
      <Button look="danger" onClick={() => setOpen(true)}>
        Refund unspent credits
      </Button>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={`Refund ${moneyText(amount)}?`}
        confirm={`Refund ${moneyText(amount)}`}
        onConfirm={confirm}
        busy={refund.isPending}
        error={refund.error}
      >
        <p>
          <Credits amount={credits} unit className="font-semibold" /> leave your wallet, and{' '}
          <MoneyAmount money={amount} className="font-semibold" /> go back to the card or account
          that paid. This cannot be undone; you can buy again at any time.
        </p>
      </ConfirmDialog>
    </div>
  );
}
