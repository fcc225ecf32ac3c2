import { useSearch } from '@tanstack/react-router';
import { type OrderFilters, useOrders } from '../../../hooks/admin-orders.js';
import { useMe } from '../../../hooks/me.js';
import { Button } from '../../../ui/button.js';
import { Page, Section } from '../../../ui/layout.js';
import { LoadMore } from '../../../ui/load-more.js';
import { QueryView } from '../../../ui/query-view.js';
import { EmptyState } from '../../../ui/states.js';
import { AdminOnly } from '../admin-only.js';
import { OrderFilterForm } from './order-filters.js';
import { OrderTable } from './order-table.js';

/** Purchases of all organisations. */
export function OrdersPage() {
  return (
    <AdminOnly title="Orders">
      <Orders />
    </AdminOnly>
  );
}

/** Where test payments are refunded, disputed and resent: the sandbox's side of them. */
const sandboxLink = (
  <Button asChild>
    <a href="/sandbox/dashboard">Sandbox dashboard</a>
  </Button>
);

function Orders() {
  const { testMode } = useMe();
  const { status, organisationId } = useSearch({ from: '/app/admin/orders' });
  const filters = {
    ...(status === undefined ? {} : { status }),
    ...(organisationId === undefined ? {} : { organisationId }),
  };
  const isFiltered = status !== undefined || organisationId !== undefined;
  return (
    <Page
      title="Orders"
      lead="Purchases of all organisations, and what came of them."
      actions={testMode && sandboxLink}
    >
      <OrderFilterForm />
      {!isFiltered && (
        <>
          <Waiting
            title="Waiting for a decision"
            lead="What was paid does not match what was ordered."
            filters={{ status: 'review' }}
          />
          <Waiting
            title="Disputed"
            lead="The payer or their bank objects to the payment."
            filters={{ status: 'disputed' }}
          />
        </>
      )}
      <Section title={isFiltered ? 'Orders found' : 'All orders'}>
        <OrderList filters={filters} isFiltered={isFiltered} />
      </Section>
    </Page>
  );
}

interface WaitingProps {
  readonly title: string;
  readonly lead: string;
  readonly filters: OrderFilters;
}

/** What a person has to look at, before everything else; nothing is shown where there is nothing. */
function Waiting({ title, lead, filters }: WaitingProps) {
  const orders = useOrders(filters);
  if (orders.data?.length === 0 && !orders.hasNextPage) {
    return null;
  }
  return (
    <Section title={title} lead={lead}>
      <QueryView query={orders} what={title}>
        {(rows) => <OrderTable label={title} orders={rows} />}
      </QueryView>
      <LoadMore list={orders} />
    </Section>
  );
}

function OrderList({ filters, isFiltered }: { filters: OrderFilters; isFiltered: boolean }) {
  const orders = useOrders(filters);
  return (
    <>
      <QueryView query={orders} what="The orders">
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState title={isFiltered ? 'No order matches' : 'No orders yet'}>
              {isFiltered
                ? 'Change the filters, or load more if there is more.'
                : 'Each purchase of any organisation shows here from its first click on.'}
            </EmptyState>
          ) : (
            <OrderTable label="Orders" orders={rows} />
          )
        }
      </QueryView>
      <LoadMore list={orders} />
    </>
  );
}
