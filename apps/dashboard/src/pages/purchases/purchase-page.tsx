import { useParams } from '@tanstack/react-router';
import { Credits, MoneyAmount } from '../../amounts/amount.js';
import { isSettled, type Purchase, usePurchase } from '../../hooks/purchases.js';
import { dateTimeText } from '../../time/format.js';
import { Button } from '../../ui/button.js';
import { Facts } from '../../ui/facts.js';
import { Card, Page, Section } from '../../ui/layout.js';
import { QueryView } from '../../ui/query-view.js';
import { isWebAddress } from './checkout.js';
import { DisputeSection } from './dispute-section.js';
import { OutcomeNotice } from './outcome-notice.js';
import { providerName } from './provider-name.js';
import { PurchaseHistory } from './purchase-history.js';
import { PurchaseStatus } from './purchase-status.js';
import { ReceiptSection } from './receipt-section.js';
import { RefundSection } from './refund-section.js';

/** One purchase; the page to which the provider sends people back. */
export function PurchasePage() {
  const { id } = useParams({ from: '/app/purchases/$id' });
  const purchase = usePurchase(id);
  return (
    <Page title="Purchase" lead={<span className="font-mono text-sm break-all">{id}</span>}>
      <QueryView query={purchase} what="The purchase">
        {(data) => <PurchaseDetails purchase={data} />}
      </QueryView>
    </Page>
  );
}

function PurchaseDetails({ purchase }: { purchase: Purchase }) {
  const { checkoutUrl, paidAt, status } = purchase;
  return (
    <>
      <div role="status" aria-label="Purchase state">
        <OutcomeNotice purchase={purchase} />
      </div>
      {status === 'pending' && isWebAddress(checkoutUrl) && (
        <Button asChild look="primary" className="self-start">
          <a href={checkoutUrl}>Go to the payment page</a>
        </Button>
      )}
      <div className="grid items-start gap-8 lg:grid-cols-2">
        <Section title="What was bought">
          <Card>
            <PurchaseFacts purchase={purchase} />
          </Card>
        </Section>
        <PurchaseHistory purchase={purchase} />
      </div>
      {paidAt !== null && <ReceiptSection id={purchase.id} paidAt={paidAt} />}
      <DisputeSection disputes={purchase.disputes} />
      {isSettled(purchase) && <RefundSection purchase={purchase} />}
    </>
  );
}

function PurchaseFacts({ purchase }: { purchase: Purchase }) {
  return (
    <Facts
      facts={[
        ['Status', <PurchaseStatus key="status" status={purchase.status} />],
        ['Credits', <Credits key="credits" amount={purchase.credits} className="font-semibold" />],
        ['Price', <MoneyAmount key="price" money={purchase.price} />],
        ['Refunded', <MoneyAmount key="refunded" money={purchase.refunded} />],
        ['Paid with', providerName(purchase.provider)],
        ['Bought', purchase.kind === 'auto_top_up' ? 'By automatic top-up' : 'By hand'],
        ['Started', dateTimeText(purchase.createdAt)],
        ['Paid', purchase.paidAt === null ? 'Not yet' : dateTimeText(purchase.paidAt)],
      ]}
    />
  );
}
