import { Link } from '@tanstack/react-router';
import { Credits } from '../../amounts/amount.js';
import { type Transaction, useTransactions } from '../../hooks/wallet.js';
import { agoText, dateTimeText } from '../../time/format.js';
import { Section } from '../../ui/layout.js';
import { QueryView } from '../../ui/query-view.js';
import { EmptyState } from '../../ui/states.js';

const SHOWN = 8;

/** The newest postings; they appear as they happen. */
export function LatestTransactions() {
  const transactions = useTransactions({}, SHOWN);
  return (
    <Section
      title="What changed"
      actions={
        <Link to="/statement" className="text-sm font-medium text-accent-ink hover:underline">
          Whole statement
        </Link>
      }
    >
      <QueryView query={transactions} what="The latest changes">
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState title="Nothing has changed yet">
              Credits that come in and calls that cost something show up here at once.
            </EmptyState>
          ) : (
            <ul aria-label="Latest transactions" className="divide-y divide-line">
              {rows.slice(0, SHOWN).map((row) => (
                <TransactionLine key={row.id} transaction={row} />
              ))}
            </ul>
          )
        }
      </QueryView>
    </Section>
  );
}

function TransactionLine({ transaction }: { transaction: Transaction }) {
  const { usageId, purchaseId, description, at } = transaction;
  const words =
    usageId !== null ? (
      <Link to="/usage/$id" params={{ id: usageId }} className="hover:underline">
        {description}
      </Link>
    ) : purchaseId !== null ? (
      <Link to="/purchases/$id" params={{ id: purchaseId }} className="hover:underline">
        {description}
      </Link>
    ) : (
      description
    );
  return (
    <li className="flex items-baseline justify-between gap-4 py-2.5 text-sm">
      <div className="min-w-0">
        <p className="break-words">{words}</p>
        <p className="text-xs text-muted">
          <time dateTime={at} title={dateTimeText(at)}>
            {agoText(at)}
          </time>
        </p>
      </div>
      <div className="text-right">
        <Credits amount={transaction.credits} signed className="font-medium" />
        <p className="text-xs text-muted">
          Balance <Credits amount={transaction.posted} />
        </p>
      </div>
    </li>
  );
}
