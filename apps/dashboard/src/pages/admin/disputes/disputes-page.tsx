import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { MoneyAmount } from '../../../amounts/amount.js';
import { type Dispute, useClosedDisputes, useOpenDisputes } from '../../../hooks/admin-orders.js';
import type { Column } from '../../../ui/data-table.js';
import { Page } from '../../../ui/layout.js';
import { LoadMore } from '../../../ui/load-more.js';
import { QueryView } from '../../../ui/query-view.js';
import { EmptyState } from '../../../ui/states.js';
import { TabbedView } from '../../../ui/tabbed-view.js';
import { AdminOnly } from '../admin-only.js';
import { DisputeTable, isWaiting } from './dispute-table.js';

const columns: readonly Column<Dispute>[] = [
  {
    id: 'order',
    header: 'Order',
    cell: ({ purchaseId, organisationName, organisationId }) => (
      <Link
        to="/admin/orders/$id"
        params={{ id: purchaseId }}
        className="font-medium text-accent-ink hover:underline"
      >
        {organisationName ?? organisationId}
      </Link>
    ),
  },
  {
    id: 'price',
    header: 'Paid',
    numeric: true,
    amount: ({ price }) => price.amount,
    cell: ({ price }) => <MoneyAmount money={price} />,
  },
  {
    id: 'fee',
    header: 'Their fee',
    numeric: true,
    amount: ({ fee }) => fee?.amount ?? '',
    cell: ({ fee }) => (fee === null ? 'Not known' : <MoneyAmount money={fee} />),
  },
];

/** Objections of payers and their banks, those first that have to be answered first. */
export function DisputesPage() {
  return (
    <AdminOnly title="Disputes">
      <Disputes />
    </AdminOnly>
  );
}

function Disputes() {
  const { show = 'open' } = useSearch({ from: '/app/admin/disputes' });
  const navigate = useNavigate({ from: '/admin/disputes' });
  return (
    <Page
      title="Disputes"
      lead="Payers and banks that object to a payment. They are answered at the provider; its word comes back here by itself."
    >
      <TabbedView<'open' | 'closed'>
        label="Disputes"
        value={show}
        onChange={(value) =>
          void navigate({ search: value === 'open' ? {} : { show: value }, replace: true })
        }
        tabs={[
          { value: 'open', label: 'Open', content: <OpenDisputes /> },
          { value: 'closed', label: 'Closed', content: <ClosedDisputes /> },
        ]}
      />
    </Page>
  );
}

/** Those that wait for an answer first, the soonest end before all others. */
export function soonestFirst(disputes: readonly Dispute[]): Dispute[] {
  const key = (dispute: Dispute) =>
    `${isWaiting(dispute) ? 0 : 1}${dispute.answerBy ?? '9999'}${dispute.seenAt}`;
  return disputes.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

function OpenDisputes() {
  const disputes = useOpenDisputes();
  return (
    <QueryView query={disputes} what="The disputes">
      {(rows) =>
        rows.length === 0 ? (
          <EmptyState title="No open disputes">
            When a payer or a bank objects to a payment, it shows here until it is decided.
          </EmptyState>
        ) : (
          <DisputeTable label="Open disputes" before={columns} disputes={soonestFirst(rows)} />
        )
      }
    </QueryView>
  );
}

function ClosedDisputes() {
  const disputes = useClosedDisputes();
  return (
    <>
      <QueryView query={disputes} what="The disputes">
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState title="No closed disputes">
              Disputes that were won or lost are kept here.
            </EmptyState>
          ) : (
            <DisputeTable label="Closed disputes" before={columns} disputes={rows} />
          )
        }
      </QueryView>
      <LoadMore list={disputes} />
    </>
  );
}
