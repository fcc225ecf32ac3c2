import { useParams } from '@tanstack/react-router';
import { Credits, MoneyAmount } from '../../../amounts/amount.js';
import { type Order, useOrder } from '../../../hooks/admin-orders.js';
import { dateTimeText } from '../../../time/format.js';
import { Facts } from '../../../ui/facts.js';
import { Card, Page, Section } from '../../../ui/layout.js';
import { QueryView } from '../../../ui/query-view.js';
import { providerName } from '../../purchases/provider-name.js';
import { PurchaseHistory } from '../../purchases/purchase-history.js';
import { PurchaseStatus } from '../../purchases/purchase-status.js';
import { AdminOnly } from '../admin-only.js';
import { DisputeTable } from '../disputes/dispute-table.js';
import { OrganisationName } from '../organisation-name.js';
import { FreezeSection } from './freeze-section.js';
import { RefundOrderSection } from './refund-order-section.js';
import { ReviewSection } from './review-section.js';

/** One purchase of any organisation, and what can be decided about it. */
export function OrderPage() {
  return (
    <AdminOnly title="Order">
      <OrderView />
    </AdminOnly>
  );
}

function OrderView() {
  const { id } = useParams({ from: '/app/admin/orders/$id' });
  const order = useOrder(id);
  return (
    <Page title="Order" lead={<span className="font-mono text-sm break-all">{id}</span>}>
      <QueryView query={order} what="The order">
        {(data) => <OrderDetails order={data} />}
      </QueryView>
    </Page>
  );
}

function OrderDetails({ order }: { order: Order }) {
  return (
    <>
      <ReviewSection order={order} />
      <FreezeSection order={order} />
      <div className="grid items-start gap-8 lg:grid-cols-2">
        <Section title="What was bought">
          <Card>
            <OrderFacts order={order} />
          </Card>
        </Section>
        <PurchaseHistory purchase={order} />
      </div>
      {order.disputes.length > 0 && (
        <Section title="Disputes">
          <DisputeTable label="Disputes" disputes={order.disputes} />
        </Section>
      )}
      <RefundOrderSection order={order} />
    </>
  );
}

function OrderFacts({ order }: { order: Order }) {
  const { paidAt, paymentRef } = order;
  return (
    <Facts
      facts={[
        [
          'Organisation',
          <OrganisationName
            key="organisation"
            id={order.organisationId}
            name={order.organisationName}
          />,
        ],
        ['Status', <PurchaseStatus key="status" status={order.status} />],
        ['Credits', <Credits key="credits" amount={order.credits} className="font-semibold" />],
        ['Price', <MoneyAmount key="price" money={order.price} />],
        ['Refunded', <MoneyAmount key="refunded" money={order.refunded} />],
        ['Paid with', providerName(order.provider)],
        [
          'Payment',
          paymentRef === null ? (
            'None yet'
          ) : (
            <code key="payment" className="font-mono text-[0.8125rem] break-all">
              {paymentRef}
            </code>
          ),
        ],
        ['Made by', order.kind === 'auto_top_up' ? 'Automatic top-up' : 'A person at the checkout'],
        ['Started', dateTimeText(order.createdAt)],
        ['Paid', paidAt === null ? 'Not yet' : dateTimeText(paidAt)],
      ]}
    />
  );
}
