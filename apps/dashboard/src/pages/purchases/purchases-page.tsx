import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { billingRoles, purchaseRoutes } from '@telex-credits/contracts';
import { Credits, MoneyAmount } from '../../amounts/amount.js';
import { callForCsv } from '../../api/call.js';
import { useHasRole } from '../../hooks/me.js';
import { type Purchase, usePurchases } from '../../hooks/purchases.js';
import { dateTimeText } from '../../time/format.js';
import { Badge } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { CsvButton } from '../../ui/csv-button.js';
import { type Column, DataTable } from '../../ui/data-table.js';
import { Page } from '../../ui/layout.js';
import { LoadMore } from '../../ui/load-more.js';
import { QueryView } from '../../ui/query-view.js';
import { EmptyState } from '../../ui/states.js';
import { TabbedView } from '../../ui/tabbed-view.js';
import { providerName } from './provider-name.js';
import { PurchaseStatus } from './purchase-status.js';
import { ReceiptList } from './receipt-list.js';

function PaidWith({ provider, kind }: Purchase) {
  return (
    <>
      {providerName(provider)}{' '}
      {kind === 'auto_top_up' && <Badge tone="accent">Automatic top-up</Badge>}
    </>
  );
}

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
  { id: 'provider', header: 'Paid with', cell: PaidWith },
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

/** All purchases of the organisation, and their receipts. */
export function PurchasesPage() {
  const { show } = useSearch({ from: '/app/purchases' });
  const navigate = useNavigate({ from: '/purchases' });
  const mayBuy = useHasRole(billingRoles);
  return (
    <Page
      title="Purchases"
      lead="What was paid, and what came of it."
      actions={mayBuy && <BuyLink />}
    >
      <TabbedView
        label="Purchases"
        value={show ?? 'purchases'}
        onChange={(value) => void navigate({ search: value === 'receipts' ? { show: value } : {} })}
        tabs={[
          { value: 'purchases', label: 'Purchases', content: <PurchaseList mayBuy={mayBuy} /> },
          { value: 'receipts', label: 'Receipts', content: <ReceiptList /> },
        ]}
      />
    </Page>
  );
}

function BuyLink() {
  return (
    <Button asChild look="primary">
      <Link to="/buy">Buy credits</Link>
    </Button>
  );
}

function PurchaseList({ mayBuy }: { mayBuy: boolean }) {
  const purchases = usePurchases();
  return (
    <>
      <div className="self-end">
        <CsvButton
          load={() => callForCsv(purchaseRoutes.list, { query: {} })}
          fileName="purchases.csv"
        />
      </div>
      <QueryView query={purchases} what="The purchases">
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState title="No purchases yet" action={mayBuy && <BuyLink />}>
              Each purchase shows here with its history, from the first click to the last refund.
            </EmptyState>
          ) : (
            <DataTable label="Purchases" columns={columns} rows={rows} rowId={({ id }) => id} />
          )
        }
      </QueryView>
      <LoadMore list={purchases} />
    </>
  );
}
