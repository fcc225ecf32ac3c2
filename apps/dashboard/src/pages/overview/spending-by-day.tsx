import { useMemo } from 'react';
import { Credits } from '../../amounts/amount.js';
import { creditsText } from '../../amounts/grouping.js';
import { type UsageGroup, useUsageSums } from '../../hooks/usage.js';
import { dayOf, daysBefore, daysBetween } from '../../time/days.js';
import { dayText, viewerZone, zoneText } from '../../time/format.js';
import { momentsOf } from '../../time/range.js';
import { ChartWithTable } from '../../ui/chart-with-table.js';
import type { Column } from '../../ui/data-table.js';
import { QueryView } from '../../ui/query-view.js';
import { Skeleton } from '../../ui/states.js';

const DAYS = 30;

interface DayRow {
  readonly day: string;
  readonly credits: string;
  readonly calls: number;
}

const columns: readonly Column<DayRow>[] = [
  { id: 'day', header: 'Day', cell: ({ day }) => dayText(day) },
  { id: 'calls', header: 'Calls', numeric: true, cell: ({ calls }) => calls },
  {
    id: 'credits',
    header: 'Credits',
    numeric: true,
    amount: ({ credits }) => credits,
    cell: ({ credits }) => <Credits amount={credits} />,
  },
];

/** Credits spent by day, in the viewer's zone, with days without spending in their places. */
export function SpendingByDay() {
  const today = dayOf(new Date());
  const range = useMemo(() => ({ from: daysBefore(new Date(), DAYS - 1), to: today }), [today]);
  const sums = useUsageSums('day', momentsOf(range), viewerZone());
  return (
    <QueryView query={sums} what="Spending by day" loading={<Skeleton className="h-64" />}>
      {({ data, total }) => (
        <ChartWithTable
          title="Credits spent by day"
          lead={`Last ${DAYS} days, in your time zone (${zoneText()}): ${creditsText(total.credits)} in ${total.calls} calls`}
          label={`Bar chart of credits spent on each of the last ${DAYS} days, ${creditsText(total.credits)} in all. The table has the numbers.`}
          rows={fillDays(daysBetween(range.from, range.to), data)}
          value={({ day, credits }) => ({ day, amount: credits, text: creditsText(credits) })}
          columns={columns}
        />
      )}
    </QueryView>
  );
}

/** One row a day, zero where nothing was spent. */
function fillDays(days: readonly string[], groups: readonly UsageGroup[]): DayRow[] {
  const byDay = new Map(groups.map((group) => [group.day, group]));
  return days.map((day) => {
    const group = byDay.get(day);
    return { day, credits: group?.credits ?? '0', calls: group?.calls ?? 0 };
  });
}
