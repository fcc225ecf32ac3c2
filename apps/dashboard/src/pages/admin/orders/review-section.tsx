import { useState } from 'react';
import { toast } from 'sonner';
import { Credits, MoneyAmount } from '../../../amounts/amount.js';
import { type Decision, type Order, useResolveOrder } from '../../../hooks/admin-orders.js';
import { Button } from '../../../ui/button.js';
import { Notice } from '../../../ui/notice.js';
import { ReasonDialog } from '../reason-dialog.js';

/** A purchase whose payment is not what was ordered: what is wrong, and the two ways out. */
export function ReviewSection({ order }: { order: Order }) {
  const [open, setOpen] = useState<Decision>();
  if (order.status !== 'review') {
    return null;
  }
  const why = order.history.findLast(({ what }) => what === 'review')?.detail;
  return (
    <Notice kind="caution" title="This payment waits for your decision">
      <p>
        The provider reports something else than was ordered{why == null ? '' : `: ${why}`}. Nothing
        was credited so far.
      </p>
      <div className="mt-3 flex flex-wrap gap-2">
        <Button size="small" onClick={() => setOpen('credit')}>
          Credit it
        </Button>
        <Button size="small" look="danger" onClick={() => setOpen('refund')}>
          Pay it back
        </Button>
      </div>
      <ResolveDialog order={order} decision="credit" open={open === 'credit'} onClose={setOpen} />
      <ResolveDialog order={order} decision="refund" open={open === 'refund'} onClose={setOpen} />
    </Notice>
  );
}

interface ResolveDialogProps {
  readonly order: Order;
  readonly decision: Decision;
  readonly open: boolean;
  readonly onClose: (next: undefined) => void;
}

function ResolveDialog({ order, decision, open, onClose }: ResolveDialogProps) {
  const resolve = useResolveOrder(order.id);
  const name = order.organisationName ?? order.organisationId;
  const isCredit = decision === 'credit';
  const confirm = (reason: string) =>
    resolve.mutate(
      { decision, reason },
      {
        onSuccess: () => {
          onClose(undefined);
          toast.success(isCredit ? 'The order is credited.' : 'The payment goes back.');
        },
      },
    );
  return (
    <ReasonDialog
      open={open}
      onOpenChange={(next) => !next && onClose(undefined)}
      title={isCredit ? 'Credit this order?' : 'Pay this order back?'}
      confirm={isCredit ? 'Credit order' : 'Pay back'}
      onConfirm={confirm}
      busy={resolve.isPending}
      error={resolve.error}
    >
      {isCredit ? (
        <p>
          <Credits amount={order.credits} unit className="font-semibold" /> go to {name} for what
          was paid, although the order said <MoneyAmount money={order.price} />. What was paid
          counts as the price from then on.
        </p>
      ) : (
        <p>
          All that {name} paid for this order goes back to where it came from. The order said{' '}
          <MoneyAmount money={order.price} className="font-semibold" />. No credits are given.
        </p>
      )}
    </ReasonDialog>
  );
}
