import type { PurchaseReceipt } from '@telex-credits/contracts';
import { MoneyAmount } from '../../amounts/amount.js';
import { useReceiptOf } from '../../hooks/receipts.js';
import { dateTimeText } from '../../time/format.js';
import { Facts } from '../../ui/facts.js';
import { Card, Section } from '../../ui/layout.js';
import { QueryView } from '../../ui/query-view.js';
import { Skeleton } from '../../ui/states.js';
import { ReceiptButton } from './receipt-button.js';

interface ReceiptSectionProps {
  readonly id: string;
  readonly paidAt: string;
}

/** The receipt of a paid purchase, for the books. */
export function ReceiptSection({ id, paidAt }: ReceiptSectionProps) {
  const receipt = useReceiptOf({ id, paidAt });
  return (
    <Section title="Receipt">
      <QueryView query={receipt} what="The receipt" loading={<Skeleton className="h-24" />}>
        {(data) =>
          data === null ? (
            <p className="text-sm text-muted">
              It is being issued; this page notices by itself when it is there.
            </p>
          ) : (
            <Issued receipt={data} />
          )
        }
      </QueryView>
    </Section>
  );
}

function Issued({ receipt }: { receipt: PurchaseReceipt }) {
  const { number, issuedAt, net, tax, total, mailedAt } = receipt;
  return (
    <Card className="flex flex-wrap items-center justify-between gap-4">
      <Facts
        facts={[
          [
            'Number',
            <span key="number" className="font-mono">
              {number}
            </span>,
          ],
          ['Net', <MoneyAmount key="net" money={net} />],
          ['Tax', <MoneyAmount key="tax" money={tax} />],
          ['Total', <MoneyAmount key="total" money={total} className="font-semibold" />],
          ['Issued', dateTimeText(issuedAt)],
          ['Mailed', mailedAt === null ? 'Not yet' : dateTimeText(mailedAt)],
        ]}
      />
      <ReceiptButton receipt={receipt} />
    </Card>
  );
}
