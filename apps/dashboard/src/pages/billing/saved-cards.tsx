import { Link } from '@tanstack/react-router';
import type { PaymentMethod } from '@telex-credits/contracts';
import { useState } from 'react';
import { toast } from 'sonner';
import { useAutoTopUp } from '../../hooks/auto-top-up.js';
import { usePaymentMethods, useRemovePaymentMethod } from '../../hooks/payment-methods.js';
import { usePackages } from '../../hooks/purchases.js';
import { dateText } from '../../time/format.js';
import { Button } from '../../ui/button.js';
import { ConfirmDialog } from '../../ui/confirm-dialog.js';
import { type Column, DataTable } from '../../ui/data-table.js';
import { Section } from '../../ui/layout.js';
import { QueryView } from '../../ui/query-view.js';
import { EmptyState } from '../../ui/states.js';
import { providerName } from '../purchases/provider-name.js';
import { cardEnd, cardName } from './card-name.js';
import { savesCards } from './saves-cards.js';

const columns: readonly Column<PaymentMethod>[] = [
  {
    id: 'card',
    header: 'Card',
    cell: (method) => <span className="font-medium">{cardName(method)}</span>,
  },
  { id: 'ends', header: 'Ends', cell: cardEnd },
  { id: 'provider', header: 'Kept by', cell: ({ provider }) => providerName(provider) },
  {
    id: 'saved',
    header: 'Saved',
    cell: ({ createdAt, purchaseId }) => (
      <Link to="/purchases/$id" params={{ id: purchaseId }} className="hover:underline">
        {dateText(createdAt)}
      </Link>
    ),
  },
  { id: 'remove', header: 'Remove', cell: (method) => <RemoveButton method={method} /> },
];

/** Cards that were saved with purchases. */
export function SavedCards() {
  const methods = usePaymentMethods();
  return (
    <Section
      title="Saved cards"
      lead="Used for automatic top-ups only. The payment provider keeps them; we do not."
    >
      <QueryView query={methods} what="The saved cards">
        {(rows) =>
          rows.length === 0 ? (
            <NoCards />
          ) : (
            <DataTable label="Saved cards" columns={columns} rows={rows} rowId={({ id }) => id} />
          )
        }
      </QueryView>
    </Section>
  );
}

function NoCards() {
  const { data } = usePackages();
  return (
    <EmptyState title="No card is saved">
      {data === undefined || savesCards(data)
        ? 'Tick “Save this card for automatic top-ups” the next time you buy.'
        : 'No payment provider of this server saves cards.'}
    </EmptyState>
  );
}

function RemoveButton({ method }: { method: PaymentMethod }) {
  const [open, setOpen] = useState(false);
  const remove = useRemovePaymentMethod();
  const rule = useAutoTopUp();
  const isUsed = rule.data?.enabled === true && rule.data.paymentMethodId === method.id;
  const name = cardName(method);
  return (
    <>
      <Button
        look="danger"
        size="small"
        aria-label={`Remove ${name}`}
        onClick={() => setOpen(true)}
      >
        Remove
      </Button>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={`Remove ${name}?`}
        confirm="Remove card"
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() =>
          remove.mutate(method.id, {
            onSuccess: () => {
              setOpen(false);
              toast.success(`${name} is removed.`);
            },
          })
        }
      >
        <p>
          It is forgotten here and at {providerName(method.provider)}, and cannot be charged again.
          {isUsed && ' Automatic top-ups use it: they stop until you choose another card.'}
        </p>
      </ConfirmDialog>
    </>
  );
}
