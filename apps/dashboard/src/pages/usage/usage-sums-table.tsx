import { useMemo } from 'react';
import { Credits } from '../../amounts/amount.js';
import { amountText, creditsText } from '../../amounts/grouping.js';
import { shareOf } from '../../amounts/sums.js';
import { useSpenderNames } from '../../hooks/keys.js';
import {
  type GroupBy,
  type UsageGroup,
  type UsageRange,
  type UsageSums,
  useUsageSums,
} from '../../hooks/usage.js';
import { dayText, viewerZone } from '../../time/format.js';
import { type Column, DataTable } from '../../ui/data-table.js';
import { Section } from '../../ui/layout.js';
import { Meter } from '../../ui/meter.js';
import { QueryView } from '../../ui/query-view.js';
import { EmptyState } from '../../ui/states.js';

const headers: Readonly<Record<GroupBy, string>> = { module: 'Module', key: 'Key', day: 'Day' };

interface UsageSumsTableProps {
  readonly groupBy: GroupBy;
  readonly range: UsageRange;
}

/** Sums over the range; they equal the ledger's. */
export function UsageSumsTable({ groupBy, range }: UsageSumsTableProps) {
  const sums = useUsageSums(groupBy, range, viewerZone());
  return (
    <Section title="Sums">
      <QueryView query={sums} what="The sums">
        {(data) =>
          data.data.length === 0 ? (
            <EmptyState title="No calls in this range">
              Widen the dates, or make a call from the marketplace.
            </EmptyState>
          ) : (
            <Sums groupBy={groupBy} sums={data} />
          )
        }
      </QueryView>
    </Section>
  );
}

function Sums({ groupBy, sums }: { groupBy: GroupBy; sums: UsageSums }) {
  const names = useSpenderNames();
  const { total } = sums;
  const columns = useMemo<readonly Column<UsageGroup>[]>(
    () => [
      { id: 'name', header: headers[groupBy], cell: (group) => groupName(group, groupBy, names) },
      {
        id: 'share',
        header: 'Share',
        cell: ({ credits }) => (
          <span className="block w-28 py-1.5 sm:w-40">
            <Meter share={shareOf(credits, total.credits)} label="Share of the credits" />
          </span>
        ),
      },
      {
        id: 'calls',
        header: 'Calls',
        numeric: true,
        cell: ({ calls }) => amountText(String(calls)),
      },
      {
        id: 'credits',
        header: 'Credits',
        numeric: true,
        amount: ({ credits }) => credits,
        cell: ({ credits }) => <Credits amount={credits} className="font-medium" />,
      },
    ],
    [groupBy, names, total.credits],
  );
  return (
    <>
      <DataTable
        label="Sums"
        columns={columns}
        rows={sums.data}
        rowId={(group) => groupId(group, groupBy)}
      />
      <p className="text-right text-sm text-muted">
        In all {amountText(String(total.calls))} {total.calls === 1 ? 'call' : 'calls'},{' '}
        <strong className="font-semibold text-ink tabular">{creditsText(total.credits)}</strong>
      </p>
    </>
  );
}

function groupId(group: UsageGroup, groupBy: GroupBy): string {
  return { module: group.moduleId, key: group.keyId, day: group.day }[groupBy] ?? 'none';
}

function groupName(
  group: UsageGroup,
  groupBy: GroupBy,
  names: ReadonlyMap<string, string>,
): string {
  switch (groupBy) {
    case 'module':
      return group.moduleName ?? group.moduleId ?? 'Unknown module';
    case 'day':
      return group.day === undefined ? '' : dayText(group.day);
    case 'key':
      return group.keyId == null ? 'Without a key' : (names.get(group.keyId) ?? group.keyId);
  }
}
