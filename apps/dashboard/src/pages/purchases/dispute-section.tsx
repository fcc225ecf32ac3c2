import { MoneyAmount } from '../../amounts/amount.js';
import type { Purchase } from '../../hooks/purchases.js';
import { dateText, dateTimeText } from '../../time/format.js';
import { Badge, type Tone } from '../../ui/badge.js';
import { type Column, DataTable } from '../../ui/data-table.js';
import { Section } from '../../ui/layout.js';

type Dispute = Purchase['disputes'][number];

const words: Readonly<Record<Dispute['status'], readonly [name: string, tone: Tone]>> = {
  inquiry: ['Bank asks', 'caution'],
  open: ['Open', 'negative'],
  won: ['Payment stands', 'positive'],
  lost: ['Payer won', 'neutral'],
};

const columns: readonly Column<Dispute>[] = [
  { id: 'seen', header: 'Since', cell: ({ seenAt }) => dateTimeText(seenAt) },
  {
    id: 'status',
    header: 'State',
    cell: ({ status }) => {
      const [name, tone] = words[status];
      return <Badge tone={tone}>{name}</Badge>;
    },
  },
  { id: 'reason', header: 'Reason', cell: ({ reason }) => reason ?? 'Not said' },
  {
    id: 'answer',
    header: 'Answer by',
    cell: ({ answerBy }) => (answerBy === null ? 'No date' : dateText(answerBy)),
  },
  {
    id: 'withdrawn',
    header: 'Taken back',
    numeric: true,
    amount: ({ withdrawn }) => withdrawn.amount,
    cell: ({ withdrawn }) => <MoneyAmount money={withdrawn} />,
  },
  {
    id: 'reinstated',
    header: 'Returned',
    numeric: true,
    amount: ({ reinstated }) => reinstated.amount,
    cell: ({ reinstated }) => <MoneyAmount money={reinstated} />,
  },
];

/** Objections to the payment, where there were any. */
export function DisputeSection({ disputes }: { disputes: Purchase['disputes'] }) {
  return disputes.length === 0 ? null : (
    <Section
      title="Disputes"
      lead="The payer or their bank objected to the payment. If it was you and a mistake, tell your bank."
    >
      <DataTable label="Disputes" columns={columns} rows={disputes} rowId={({ ref }) => ref} />
    </Section>
  );
}
