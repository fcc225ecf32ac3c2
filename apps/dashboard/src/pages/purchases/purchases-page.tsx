import { Link } from '@tanstack/react-router';
import { billingRoles, purchaseRoutes } from '@telex-credits/contracts';
import { Credits, MoneyAmount } from '../../amounts/amount.js';
import { callForCsv } from '../../api/call.js';
import { useHasRole } from '../../hooks/me.js';
import { type Purchase, usePurchases } from '../../hooks/purchases.js';
import { dateTimeText } from '../../time/format.js';
import { Button } from '../../ui/button.js';
import { CsvButton } from '../../ui/csv-button.js';
import { type Column, DataTable } from '../../ui/data-table.js';
import { Page } from '../../ui/layout.js';
import { LoadMore } from '../../ui/load-more.js';
import { QueryView } from '../../ui/query-view.js';
import { EmptyState } from '../../ui/states.js';
import { PurchaseStatus } from './purchase-status.js';

const columns: readonly Column<Purchase>[] = [
  {
    id: 'date',
    header: 'Date',
    cell: ({ id, createdAt }) => (
      <Link
        to="/purchases/$id"
        params={{ id }}
        className="font-medium text-accent-ink hover:underline"
      >
        {dateTimeText(createdAt)}
      </Link>
    ),
  },
  { id: 'status', header: 'Status', cell: ({ status }) => <PurchaseStatus status={status} /> },
  { id: 'provider', header: 'Paid with', cell: ({ provider }) => providerName(provider) },
  {
    id: 'credits',
    header: 'Credits',
    numeric: true,
    amount: ({ credits }) => credits,
    cell: ({ credits }) => <Credits amount={credits} />,
  },
  {
    id: 'price',
    header: 'Price',
    numeric: true,
    amount: ({ price }) => price.amount,
    cell: ({ price }) => <MoneyAmount money={price} />,
  },
  {
    id: 'refunded',
    header: 'Refunded',
    numeric: true,
    amount: ({ refunded }) => refunded.amount,
    cell: ({ refunded }) => <MoneyAmount money={refunded} className="text-muted" />,
  },
];

/** A provider's name as it is written. */
export function providerName(provider: Purchase['provider']): string {
  return { sandbox: 'Sandbox', stripe: 'Stripe', paystack: 'Paystack' }[provider];
}

/** All purchases of the organisation. */
export function PurchasesPage() {
  const purchases = usePurchases();
  const mayBuy = useHasRole(billingRoles);
  const buy = mayBuy && (
    <Button asChild look="primary">
      <Link to="/buy">Buy credits</Link>
    </Button>
  );
  return (
    <Page
      title="Purchases"
      lead="What was paid, and what came of it."
      actions={
        <>
          <CsvButton
            load={() => callForCsv(purchaseRoutes.list, { query: {} })}
            fileName="purchases.csv"
          />
          {buy}
        </>
      }
    >
      <QueryView query={purchases} what="The purchases">
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState title="No purchases yet" action={buy}>
              Each purchase shows here with its history, from the first click to the last refund.
            </EmptyState>
          ) : (
            <DataTable label="Purchases" columns={columns} rows={rows} rowId={({ id }) => id} />
          )
        }
      </QueryView>
      <LoadMore list={purchases} />
    </Page>
  );
}
