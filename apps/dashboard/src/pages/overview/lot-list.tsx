import { Credits } from '../../amounts/amount.js';
import { shareOf } from '../../amounts/sums.js';
import type { Wallet } from '../../hooks/wallet.js';
import { dateText } from '../../time/format.js';
import { Badge } from '../../ui/badge.js';
import { Section } from '../../ui/layout.js';
import { Meter } from '../../ui/meter.js';
import { EmptyState } from '../../ui/states.js';

/** Where the credits come from, and until when they count. */
export function LotList({ lots }: { lots: Wallet['lots'] }) {
  return (
    <Section title="Lots" lead="Credits are used by these, soonest end first.">
      {lots.length === 0 ? (
        <EmptyState title="No credits yet">Each purchase or gift makes one lot.</EmptyState>
      ) : (
        <ul className="divide-y divide-line">
          {lots.map((lot) => (
            <li key={lot.id} className="flex flex-col gap-2 py-3 text-sm">
              <div className="flex items-center justify-between gap-3">
                <Badge tone={lot.kind === 'paid' ? 'neutral' : 'accent'}>
                  {lot.kind === 'paid' ? 'Paid' : 'Promotional'}
                </Badge>
                <span>
                  <Credits amount={lot.remaining} className="font-medium" />
                  <span className="text-muted">
                    {' '}
                    of <Credits amount={lot.size} />
                  </span>
                </span>
              </div>
              <Meter share={shareOf(lot.remaining, lot.size)} label="Remaining" />
              <p className="text-xs text-muted">
                From {dateText(lot.createdAt)},{' '}
                {lot.expiresAt === null ? 'no end date' : `ends ${dateText(lot.expiresAt)}`}
              </p>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
