import { useParams } from '@tanstack/react-router';
import { Credits } from '../../amounts/amount.js';
import { isZero } from '../../amounts/sums.js';
import { type Receipt, useReceipt } from '../../hooks/usage.js';
import { dateTimeText } from '../../time/format.js';
import { Card, Page } from '../../ui/layout.js';
import { Notice } from '../../ui/notice.js';
import { QueryView } from '../../ui/query-view.js';
import { Stat, StatGrid } from '../../ui/stat.js';
import { Outcome } from './outcome.js';
import { CallFacts, ReceiptLines, ReceiptLots, ReceiptShares } from './receipt-parts.js';

/** The receipt of one call: enough to compute its charge again. */
export function ReceiptPage() {
  const { id } = useParams({ from: '/app/usage/$id' });
  const receipt = useReceipt(id);
  return (
    <Page title="Receipt" lead={<span className="font-mono text-sm break-all">{id}</span>}>
      <QueryView query={receipt} what="The receipt">
        {(data) => <ReceiptDetails receipt={data} />}
      </QueryView>
    </Page>
  );
}

function ReceiptDetails({ receipt }: { receipt: Receipt }) {
  return (
    <>
      <Card className="p-6">
        <StatGrid>
          <Stat main className="col-span-full sm:col-span-1" label="Charged" note="credits">
            <Credits amount={receipt.credits} />
          </Stat>
          <Stat label="Held before" note="credits">
            <Credits amount={receipt.held} />
          </Stat>
          <Stat label="Module" note={dateTimeText(receipt.at)}>
            {receipt.moduleName}
          </Stat>
          <Stat label="Outcome">
            <Outcome outcome={receipt.outcome} />
          </Stat>
        </StatGrid>
      </Card>
      {receipt.estimated && (
        <Notice kind="caution" title="This charge is an estimate">
          The module's reply did not say how much was used, so the documented estimate applies. It
          is never more than what was held.
        </Notice>
      )}
      {!isZero(receipt.excess) && (
        <Notice title="More was used than was held">
          <Credits amount={receipt.excess} unit /> beyond the hold were not charged: they are the
          platform's loss.
        </Notice>
      )}
      <ReceiptLines receipt={receipt} />
      <ReceiptLots receipt={receipt} />
      <div className="grid items-start gap-8 lg:grid-cols-2">
        <ReceiptShares receipt={receipt} />
        <CallFacts receipt={receipt} />
      </div>
    </>
  );
}
