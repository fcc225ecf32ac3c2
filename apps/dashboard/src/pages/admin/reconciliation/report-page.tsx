import { Link, useParams } from '@tanstack/react-router';
import { MoneyAmount } from '../../../amounts/amount.js';
import { type Report, useReport } from '../../../hooks/reconciliation.js';
import { dateTimeText, utcDayText } from '../../../time/format.js';
import { Badge, type Tone } from '../../../ui/badge.js';
import { type Column, DataTable } from '../../../ui/data-table.js';
import { Page, Section } from '../../../ui/layout.js';
import { Notice } from '../../../ui/notice.js';
import { QueryView } from '../../../ui/query-view.js';
import { EmptyState } from '../../../ui/states.js';
import { providerName } from '../../purchases/provider-name.js';
import { AdminOnly } from '../admin-only.js';
import { ReportStatus } from './report-status.js';

type Sums = Report['sums'][number];
type Difference = Report['differences'][number];
type SumName = 'paidThere' | 'paidHere' | 'returnedThere' | 'returnedHere';

function moneyColumn(id: SumName, header: string): Column<Sums> {
  return {
    id,
    header,
    numeric: true,
    amount: (sums) => sums[id].amount,
    cell: (sums) => <MoneyAmount money={sums[id]} />,
  };
}

const columns: readonly Column<Sums>[] = [
  {
    id: 'provider',
    header: 'Provider',
    cell: ({ provider, currency }) => `${providerName(provider)}, ${currency}`,
  },
  {
    id: 'agrees',
    header: 'Sums',
    cell: ({ paidThere, paidHere, returnedThere, returnedHere }) =>
      paidThere.amount === paidHere.amount && returnedThere.amount === returnedHere.amount ? (
        <Badge tone="positive">Equal</Badge>
      ) : (
        <Badge tone="caution">Differ</Badge>
      ),
  },
  moneyColumn('paidThere', 'Paid, by their list'),
  moneyColumn('paidHere', 'Paid, by our ledger'),
  moneyColumn('returnedThere', 'Returned, by their list'),
  moneyColumn('returnedHere', 'Returned, by our ledger'),
];

const kinds: Readonly<Record<Difference['kind'], readonly [name: string, tone: Tone]>> = {
  other_day: ['On another day', 'neutral'],
  repaired: ['Booked since', 'positive'],
  unknown_payment: ['Unknown payment', 'negative'],
  not_credited: ['Not credited', 'negative'],
  not_at_provider: ['Not at the provider', 'negative'],
  amount_differs: ['Amounts differ', 'negative'],
};

/** The report of one UTC day. */
export function ReportPage() {
  return (
    <AdminOnly title="Reconciliation">
      <ReportView />
    </AdminOnly>
  );
}

function ReportView() {
  const { day } = useParams({ from: '/app/admin/reconciliation/$day' });
  const report = useReport(day);
  return (
    <Page title={`Reconciliation of ${utcDayText(day)}`} lead="One UTC day, by both sides.">
      <QueryView query={report} what="The report">
        {(data) => (
          <>
            <p className="text-sm">
              <ReportStatus status={data.status} />{' '}
              <span className="text-muted">Made {dateTimeText(data.madeAt)}</span>
            </p>
            <Failures report={data} />
            <Section title="Sums">
              {data.sums.length === 0 ? (
                <EmptyState title="Nothing moved on this day" />
              ) : (
                <DataTable
                  label="Sums"
                  columns={columns}
                  rows={data.sums}
                  rowId={({ provider, currency }) => `${provider} ${currency}`}
                />
              )}
            </Section>
            <Differences differences={data.differences} />
          </>
        )}
      </QueryView>
    </Page>
  );
}

function Failures({ report }: { report: Report }) {
  return report.failures.map(({ provider, reason }) => (
    <Notice
      key={provider}
      kind="caution"
      title={`${providerName(provider)} could not be asked; it is tried again`}
    >
      {reason}
    </Notice>
  ));
}

function Differences({ differences }: { differences: readonly Difference[] }) {
  return (
    <Section title="Differences">
      {differences.length === 0 ? (
        <EmptyState title="No differences" />
      ) : (
        <ul className="flex flex-col gap-3">
          {differences.map((difference) => (
            <DifferenceItem
              key={`${difference.provider} ${difference.purchaseId} ${difference.paymentRef}`}
              difference={difference}
            />
          ))}
        </ul>
      )}
    </Section>
  );
}

function DifferenceItem({ difference }: { difference: Difference }) {
  const [name, tone] = kinds[difference.kind];
  return (
    <li className="flex flex-col gap-2 rounded-xl border border-line p-4 text-sm">
      <p className="flex flex-wrap items-center gap-2">
        <Badge tone={tone}>{name}</Badge>
        <span className="text-muted">{providerName(difference.provider)}</span>
      </p>
      <p className="break-words">{difference.explanation}</p>
      {difference.paymentRef !== null && (
        <p className="text-xs text-muted">
          Payment <code className="font-mono break-all">{difference.paymentRef}</code>
        </p>
      )}
      {difference.purchaseId !== null && (
        <Link
          to="/admin/orders/$id"
          params={{ id: difference.purchaseId }}
          className="w-fit font-medium text-accent-ink hover:underline"
        >
          Look at the order
        </Link>
      )}
    </li>
  );
}
