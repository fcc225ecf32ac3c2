import { useState } from 'react';
import { Credits, MoneyAmount } from '../../amounts/amount.js';
import { amountText, creditsText, moneyText } from '../../amounts/grouping.js';
import type { Analytics } from '../../hooks/analytics.js';
import { dayText } from '../../time/format.js';
import { ChartWithTable } from '../../ui/chart-with-table.js';
import { Choice } from '../../ui/choice.js';
import type { Column } from '../../ui/data-table.js';
import type { DayValue } from '../../ui/day-chart.js';

type DayRow = Analytics['days'][number];

const columns: readonly Column<DayRow>[] = [
  { id: 'day', header: 'Day', cell: ({ day }) => dayText(day) },
  {
    id: 'calls',
    header: 'Calls',
    numeric: true,
    cell: ({ calls }) => amountText(String(calls)),
  },
  {
    id: 'sold',
    header: 'Sold',
    numeric: true,
    amount: ({ sold }) => sold,
    cell: ({ sold }) => <Credits amount={sold} />,
  },
  {
    id: 'consumed',
    header: 'Consumed',
    numeric: true,
    amount: ({ consumed }) => consumed,
    cell: ({ consumed }) => <Credits amount={consumed} />,
  },
  {
    id: 'revenue',
    header: 'Platform revenue',
    numeric: true,
    amount: ({ platformRevenue }) => platformRevenue.amount,
    cell: ({ platformRevenue }) => <MoneyAmount money={platformRevenue} />,
  },
];

const series = {
  consumed: ({ day, consumed }: DayRow): DayValue => ({
    day,
    amount: consumed,
    text: creditsText(consumed),
  }),
  sold: ({ day, sold }: DayRow): DayValue => ({ day, amount: sold, text: creditsText(sold) }),
  revenue: ({ day, platformRevenue }: DayRow): DayValue => ({
    day,
    amount: platformRevenue.amount,
    text: moneyText(platformRevenue),
  }),
};
const names = { consumed: 'Credits consumed', sold: 'Credits sold', revenue: 'Platform revenue' };
const options = [
  { value: 'consumed', name: names.consumed },
  { value: 'sold', name: names.sold },
  { value: 'revenue', name: names.revenue },
] as const;

/** One series by day at a time: credits and money have no common scale. */
export function AnalyticsDays({ days }: { days: readonly DayRow[] }) {
  const [shown, setShown] = useState<keyof typeof series>('consumed');
  return (
    <div className="flex flex-col gap-4">
      <Choice label="Chart" value={shown} onChange={setShown} options={options} />
      <ChartWithTable
        title="By day"
        lead={names[shown]}
        label={`Bar chart by day: ${names[shown]}. The table has the numbers.`}
        rows={days}
        value={series[shown]}
        columns={columns}
      />
    </div>
  );
}
