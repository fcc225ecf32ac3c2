import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { plotHeight } from '../amounts/sums.js';
import { dayText } from '../time/format.js';

/** One bar: its day, the exact amount, and how the tooltip writes it. */
export interface DayValue {
  readonly day: string;
  readonly amount: string;
  readonly text: string;
}

interface TipProps {
  readonly active?: boolean;
  readonly payload?: readonly { readonly payload?: DayValue }[];
}

/** Bars by day. Heights are pixels only; every text is the exact amount. Loaded on demand. */
export function DayChart({ values, label }: { values: readonly DayValue[]; label: string }) {
  return (
    <div role="img" aria-label={label} className="h-56 w-full text-xs">
      <ResponsiveContainer
        width="100%"
        height="100%"
        initialDimension={{ width: 640, height: 224 }}
      >
        <BarChart
          data={values as DayValue[]}
          accessibilityLayer={false}
          margin={{ top: 8, right: 0, bottom: 0, left: 0 }}
        >
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis
            dataKey="day"
            tickFormatter={dayText}
            tickLine={false}
            axisLine={false}
            minTickGap={28}
            tick={{ fill: 'var(--muted)' }}
          />
          <YAxis
            width="auto"
            tickLine={false}
            axisLine={false}
            tickCount={4}
            tick={{ fill: 'var(--muted)' }}
          />
          <Tooltip cursor={{ fill: 'var(--sunken)' }} content={Tip} isAnimationActive={false} />
          <Bar
            dataKey={(value: DayValue) => plotHeight(value.amount)}
            fill="var(--chart-1)"
            radius={[3, 3, 0, 0]}
            maxBarSize={36}
            isAnimationActive={false}
          />
        </BarChart>
      </ResponsiveContainer>
    </div>
  );
}

function Tip({ active, payload }: TipProps) {
  const value = payload?.[0]?.payload;
  if (!active || value === undefined) {
    return null;
  }
  return (
    <div className="rounded-lg border border-line bg-surface px-3 py-2 shadow-raised">
      <p className="text-muted">{dayText(value.day)}</p>
      <p className="font-medium tabular">{value.text}</p>
    </div>
  );
}
