import { useState } from 'react';
import { toast } from 'sonner';
import { type Order, useLiftFreeze } from '../../../hooks/admin-orders.js';
import { dateTimeText } from '../../../time/format.js';
import { Badge } from '../../../ui/badge.js';
import { Button } from '../../../ui/button.js';
import { Section } from '../../../ui/layout.js';
import { ReasonDialog } from '../reason-dialog.js';

type Freeze = Order['freezes'][number];

/** What a cause means, in words; the provider's name of a dispute is kept. */
function causeText(cause: string): string {
  const [kind, ref = ''] = cause.split(/:(.*)/);
  return kind === 'dispute' ? `Dispute ${ref}` : 'Warning of fraud by the bank';
}

/** Why the wallet may not spend because of this purchase, and who let it spend again. */
export function FreezeSection({ order }: { order: Order }) {
  const { freezes } = order;
  return freezes.length === 0 ? null : (
    <Section title="Freezes" lead="A frozen wallet keeps its credits and cannot spend them.">
      <ul className="flex flex-col gap-3">
        {freezes.map((freeze) => (
          <FreezeItem key={freeze.cause} order={order} freeze={freeze} />
        ))}
      </ul>
    </Section>
  );
}

function FreezeItem({ order, freeze }: { order: Order; freeze: Freeze }) {
  const [open, setOpen] = useState(false);
  const lift = useLiftFreeze(order.id);
  const { cause, active, since, liftReason } = freeze;
  const name = order.organisationName ?? order.organisationId;
  const confirm = (reason: string) =>
    lift.mutate(
      { cause, reason },
      {
        onSuccess: () => {
          setOpen(false);
          toast.success(`This cause stops ${name} no longer.`);
        },
      },
    );
  return (
    <li className="flex flex-wrap items-center justify-between gap-4 rounded-xl border border-line p-4 text-sm">
      <div className="min-w-0 break-words">
        <p className="font-medium">
          {causeText(cause)}{' '}
          {active ? <Badge tone="negative">Frozen</Badge> : <Badge>Not frozen</Badge>}
        </p>
        <p className="text-muted">Since {dateTimeText(since)}</p>
        {liftReason !== null && <p className="text-muted">Lifted: {liftReason}</p>}
      </div>
      {active && (
        <Button size="small" look="danger" onClick={() => setOpen(true)}>
          Lift freeze
        </Button>
      )}
      <ReasonDialog
        open={open}
        onOpenChange={setOpen}
        title="Lift this freeze?"
        confirm="Lift freeze"
        onConfirm={confirm}
        busy={lift.isPending}
        error={lift.error}
      >
        <p>
          {name} can spend again at once, unless something else stops it. Credits that were spent
          and are taken back later become its debt.
        </p>
      </ReasonDialog>
    </li>
  );
}
