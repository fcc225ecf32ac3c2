import { Credits, MoneyAmount } from '../../amounts/amount.js';
import { amountText } from '../../amounts/grouping.js';
import type { Analytics } from '../../hooks/analytics.js';
import { Card, Section } from '../../ui/layout.js';
import { Stat, StatGrid } from '../../ui/stat.js';

/** Sums of the range, and what stands right now. */
export function AnalyticsNumbers({ analytics }: { analytics: Analytics }) {
  const { credits, money } = analytics;
  return (
    <div className="grid gap-8 2xl:grid-cols-2">
      <Section title="Credits">
        <Card className="h-full p-6">
          <StatGrid>
            <Stat label="Sold">
              <Credits amount={credits.sold} />
            </Stat>
            <Stat label="Consumed" note={`${amountText(String(analytics.calls))} calls`}>
              <Credits amount={credits.consumed} />
            </Stat>
            <Stat label="Outstanding" note="Right now">
              <Credits amount={credits.outstanding} />
            </Stat>
            <Stat label="Promotional">
              <Credits amount={credits.promotional} />
            </Stat>
            <Stat label="Expired">
              <Credits amount={credits.expired} />
            </Stat>
            <Stat label="Reversed">
              <Credits amount={credits.reversed} />
            </Stat>
            <Stat label="Active organisations">
              {amountText(String(analytics.activeOrganisations))}
            </Stat>
          </StatGrid>
        </Card>
      </Section>
      <Section title="Money">
        <Card className="h-full p-6">
          <StatGrid>
            <Stat label="Collected">
              <Monies monies={money.collected} />
            </Stat>
            <Stat label="Returned">
              <Monies monies={money.returned} />
            </Stat>
            <Stat label="Deferred revenue" note="Right now">
              <MoneyAmount money={money.deferredRevenue} />
            </Stat>
            <Stat label="Platform revenue">
              <MoneyAmount money={money.platformRevenue} />
            </Stat>
            <Stat label="Developer earnings">
              <MoneyAmount money={money.developerEarnings} />
            </Stat>
            <Stat label="Breakage" note="From expired credits">
              <MoneyAmount money={money.breakage} />
            </Stat>
            <Stat label="Provider fees" note="Kept by payment providers">
              <MoneyAmount money={money.providerFees} />
            </Stat>
          </StatGrid>
        </Card>
      </Section>
    </div>
  );
}

/** Sums in several currencies, one a line: they are never added up. */
function Monies({ monies }: { monies: Analytics['money']['collected'] }) {
  return monies.length === 0 ? (
    <>0</>
  ) : (
    monies.map((money) => <MoneyAmount key={money.currency} money={money} className="block" />)
  );
}
