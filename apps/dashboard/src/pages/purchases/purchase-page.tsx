import { useParams } from '@tanstack/react-router';
import { Credits, MoneyAmount } from '../../amounts/amount.js';
import { isSettled, type Purchase, usePurchase } from '../../hooks/purchases.js';
import { dateTimeText } from '../../time/format.js';
import { Button } from '../../ui/button.js';
import { Facts } from '../../ui/facts.js';
import { Card, Page, Section } from '../../ui/layout.js';
import { QueryView } from '../../ui/query-view.js';
import { isWebAddress } from './checkout.js';
import { OutcomeNotice } from './outcome-notice.js';
import { PurchaseStatus } from './purchase-status.js';
import { providerName } from './purchases-page.js';
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
  const { checkoutUrl, status } = purchase;
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
        <History purchase={purchase} />
      </div>
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
        ['Started', dateTimeText(purchase.createdAt)],
        ['Paid', purchase.paidAt === null ? 'Not yet' : dateTimeText(purchase.paidAt)],
      ]}
    />
  );
}

function History({ purchase }: { purchase: Purchase }) {
  return (
    <Section title="History">
      <ol className="flex flex-col border-l border-line">
        {purchase.history.map(({ at, what, detail }) => (
          <li key={`${at}${what}`} className="relative pb-4 pl-5 text-sm last:pb-0">
            <span
              aria-hidden
              className="absolute top-1.5 -left-[5px] size-2.5 rounded-full border-2 border-canvas bg-chart-1"
            />
            <p className="font-medium first-letter:uppercase">{what}</p>
            {detail !== null && <p className="break-words text-muted">{detail}</p>}
            <p className="text-xs text-muted">{dateTimeText(at)}</p>
          </li>
        ))}
      </ol>
    </Section>
  );
}
