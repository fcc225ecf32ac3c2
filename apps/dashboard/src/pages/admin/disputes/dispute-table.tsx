import { MoneyAmount } from '../../../amounts/amount.js';
import type { Order } from '../../../hooks/admin-orders.js';
import { agoText, dateText } from '../../../time/format.js';
import { Badge, type Tone } from '../../../ui/badge.js';
import { type Column, DataTable } from '../../../ui/data-table.js';

type Dispute = Order['disputes'][number];

const words: Readonly<Record<Dispute['status'], readonly [name: string, tone: Tone]>> = {
  inquiry: ['Bank asks', 'caution'],
  open: ['Open', 'negative'],
  won: ['Won', 'positive'],
  lost: ['Lost', 'neutral'],
};

const columns: readonly Column<Dispute>[] = [
  {
    id: 'status',
    header: 'State',
    cell: ({ status }) => <Badge tone={words[status][1]}>{words[status][0]}</Badge>,
  },
  { id: 'answer', header: 'Answer by', cell: (dispute) => <AnswerBy dispute={dispute} /> },
  { id: 'reason', header: 'Reason', cell: ({ reason }) => reason ?? 'Not said' },
  {
    id: 'withdrawn',
    header: 'Withdrawn',
    numeric: true,
    amount: ({ withdrawn }) => withdrawn.amount,
    cell: ({ withdrawn }) => <MoneyAmount money={withdrawn} />,
  },
  {
    id: 'reinstated',
    header: 'Reinstated',
    numeric: true,
    amount: ({ reinstated }) => reinstated.amount,
    cell: ({ reinstated }) => <MoneyAmount money={reinstated} />,
  },
  {
    id: 'ref',
    header: 'At the provider',
    cell: ({ ref }) => <code className="font-mono text-xs break-all">{ref}</code>,
  },
];

/** Whether a dispute still waits: for the payer's bank, or for an answer to it. */
export function isWaiting({ status }: Pick<Dispute, 'status'>): boolean {
  return status === 'inquiry' || status === 'open';
}

function AnswerBy({ dispute }: { dispute: Dispute }) {
  const { answerBy } = dispute;
  if (answerBy === null) {
    return 'No date';
  }
  const isLate = new Date(answerBy) < new Date();
  return (
    <>
      {dateText(answerBy)}
      {isWaiting(dispute) && (
        <span className={isLate ? 'block text-xs text-negative' : 'block text-xs text-muted'}>
          {isLate ? 'Time is over' : agoText(answerBy)}
        </span>
      )}
    </>
  );
}

interface DisputeTableProps<Row extends Dispute> {
  readonly label: string;
  readonly disputes: readonly Row[];
  /** What is shown beside what every dispute has; comes first. */
  readonly before?: readonly Column<Row>[];
}

/** Disputes with their amounts and until when they can be answered. */
export function DisputeTable<Row extends Dispute>({
  label,
  disputes,
  before = [],
}: DisputeTableProps<Row>) {
  return (
    <DataTable
      label={label}
      columns={[...before, ...columns]}
      rows={disputes}
      rowId={({ ref }) => ref}
    />
  );
}
