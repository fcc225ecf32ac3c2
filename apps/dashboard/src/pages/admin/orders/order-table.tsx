import { Link } from '@tanstack/react-router';
import { Credits, MoneyAmount } from '../../../amounts/amount.js';
import type { Order } from '../../../hooks/admin-orders.js';
import { dateTimeText } from '../../../time/format.js';
import { type Column, DataTable } from '../../../ui/data-table.js';
import { providerName } from '../../purchases/provider-name.js';
import { PurchaseStatus } from '../../purchases/purchase-status.js';
import { OrganisationName } from '../organisation-name.js';

const columns: readonly Column<Order>[] = [
  {
    id: 'date',
    header: 'Date',
    cell: ({ id, createdAt }) => (
      <Link
        to="/admin/orders/$id"
        params={{ id }}
        className="font-medium text-accent-ink hover:underline"
      >
        {dateTimeText(createdAt)}
      </Link>
    ),
  },
  {
    id: 'organisation',
    header: 'Organisation',
    cell: ({ organisationId, organisationName }) => (
      <OrganisationName id={organisationId} name={organisationName} />
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

/** Purchases of all organisations. */
export function OrderTable({ label, orders }: { label: string; orders: readonly Order[] }) {
  return <DataTable label={label} columns={columns} rows={orders} rowId={({ id }) => id} />;
}
