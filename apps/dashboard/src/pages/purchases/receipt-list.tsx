import { Link } from '@tanstack/react-router';
import { type PurchaseReceipt, receiptRoutes } from '@telex-credits/contracts';
import { MoneyAmount } from '../../amounts/amount.js';
import { callForCsv } from '../../api/call.js';
import { useReceipts } from '../../hooks/receipts.js';
import { dateTimeText } from '../../time/format.js';
import { CsvButton } from '../../ui/csv-button.js';
import { type Column, DataTable } from '../../ui/data-table.js';
import { LoadMore } from '../../ui/load-more.js';
import { QueryView } from '../../ui/query-view.js';
import { EmptyState } from '../../ui/states.js';
import { ReceiptButton } from './receipt-button.js';

const columns: readonly Column<PurchaseReceipt>[] = [
  {
    id: 'number',
    header: 'Number',
    cell: ({ number, purchaseId }) => (
      <Link
        to="/purchases/$id"
        params={{ id: purchaseId }}
        className="font-mono font-medium text-accent-ink hover:underline"
      >
        {number}
      </Link>
    ),
  },
  { id: 'issued', header: 'Issued', cell: ({ issuedAt }) => dateTimeText(issuedAt) },
  {
    id: 'net',
    header: 'Net',
    numeric: true,
    amount: ({ net }) => net.amount,
    cell: ({ net }) => <MoneyAmount money={net} />,
  },
  {
    id: 'tax',
    header: 'Tax',
    numeric: true,
    amount: ({ tax }) => tax.amount,
    cell: ({ tax }) => <MoneyAmount money={tax} className="text-muted" />,
  },
  {
    id: 'total',
    header: 'Total',
    numeric: true,
    amount: ({ total }) => total.amount,
    cell: ({ total }) => <MoneyAmount money={total} className="font-medium" />,
  },
  { id: 'file', header: 'File', cell: (receipt) => <ReceiptButton small receipt={receipt} /> },
];

/** Receipts of all paid purchases, one by one as PDF and together as CSV. */
export function ReceiptList() {
  const receipts = useReceipts();
  return (
    <>
      <div className="self-end">
        <CsvButton
          load={() => callForCsv(receiptRoutes.list, { query: {} })}
          fileName="receipts.csv"
        />
      </div>
      <QueryView query={receipts} what="The receipts">
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState title="No receipts yet">
              Each purchase gets its receipt soon after it is paid.
            </EmptyState>
          ) : (
            <DataTable label="Receipts" columns={columns} rows={rows} rowId={({ id }) => id} />
          )
        }
      </QueryView>
      <LoadMore list={receipts} />
    </>
  );
}
