import { MoneyAmount } from '../../amounts/amount.js';
import { isZero } from '../../amounts/sums.js';
import type { Earnings } from '../../hooks/earnings.js';
import { dateText } from '../../time/format.js';
import { Card } from '../../ui/layout.js';
import { Stat, StatGrid } from '../../ui/stat.js';

/** Earnings by state, from the one that can be paid out. */
export function EarningsCard({ earnings }: { earnings: Earnings }) {
  const { maturesAfterDays, nextMaturesAt } = earnings;
  return (
    <Card className="p-6">
      <StatGrid>
        <Stat main label="Available" note="Can be paid out">
          <MoneyAmount money={earnings.available} />
        </Stat>
        <Stat
          label="Pending"
          note={
            nextMaturesAt === null
              ? `Available ${maturesAfterDays} days after each call`
              : `Next becomes available ${dateText(nextMaturesAt)}`
          }
        >
          <MoneyAmount money={earnings.pending} />
        </Stat>
        <Stat label="Reserved" note="Set aside for a payout">
          <MoneyAmount money={earnings.reserved} />
        </Stat>
        <Stat label="In transit" note="On its way to you">
          <MoneyAmount money={earnings.inTransit} />
        </Stat>
        <Stat label="Paid out">
          <MoneyAmount money={earnings.paidOut} />
        </Stat>
        <Stat label="Earned in all" note="Less what was reversed">
          <MoneyAmount money={earnings.earned} />
        </Stat>
        {!isZero(earnings.debt.amount) && (
          <Stat label="Debt" note="Taken from what comes next">
            <MoneyAmount money={earnings.debt} className="text-negative" />
          </Stat>
        )}
      </StatGrid>
    </Card>
  );
}
