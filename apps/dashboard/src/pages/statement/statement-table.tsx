import { Link } from '@tanstack/react-router';
import { Credits } from '../../amounts/amount.js';
import { isZero } from '../../amounts/sums.js';
import type { Transaction } from '../../hooks/wallet.js';
import { dateTimeText } from '../../time/format.js';
import type { Column } from '../../ui/data-table.js';
import { transactionTypeName } from './transaction-type-name.js';

/** Columns of the statement: what happened, the change, and the balance right after. */
export const statementColumns: readonly Column<Transaction>[] = [
  {
    id: 'at',
    header: 'Time',
    cell: ({ at }) => (
      <time dateTime={at} className="whitespace-nowrap">
        {dateTimeText(at)}
      </time>
    ),
  },
  { id: 'type', header: 'Type', cell: ({ type }) => transactionTypeName(type) },
  { id: 'description', header: 'What', cell: (row) => <What transaction={row} /> },
  {
    id: 'credits',
    header: 'Change',
    numeric: true,
    amount: ({ credits }) => credits,
    cell: ({ credits }) =>
      isZero(credits) ? (
        <Credits amount="0" className="text-faint" />
      ) : (
        <Credits amount={credits} signed className="font-medium" />
      ),
  },
  {
    id: 'held',
    header: 'Held',
    numeric: true,
    amount: ({ held }) => held,
    cell: ({ held }) => <Credits amount={held} className="text-muted" />,
  },
  {
    id: 'posted',
    header: 'Balance',
    numeric: true,
    amount: ({ posted }) => posted,
    cell: ({ posted, debt }) => (
      <>
        <Credits amount={posted} />
        {!isZero(debt) && (
          <span className="block text-xs text-negative">
            Debt <Credits amount={debt} />
          </span>
        )}
      </>
    ),
  },
];

function What({ transaction }: { transaction: Transaction }) {
  const { usageId, purchaseId, description } = transaction;
  const look = 'text-accent-ink hover:underline';
  if (usageId !== null) {
    return (
      <Link to="/usage/$id" params={{ id: usageId }} className={look}>
        {description}
      </Link>
    );
  }
  return purchaseId === null ? (
    description
  ) : (
    <Link to="/purchases/$id" params={{ id: purchaseId }} className={look}>
      {description}
    </Link>
  );
}
