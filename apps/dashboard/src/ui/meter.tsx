import { cn } from './class-names.js';

interface MeterProps {
  /** From 0 to 1. */
  readonly share: number;
  readonly label: string;
  readonly tone?: 'accent' | 'caution';
}

/** A thin bar that shows a share. The exact amounts stand beside it as text. */
export function Meter({ share, label, tone = 'accent' }: MeterProps) {
  const percent = Math.floor(Math.min(1, Math.max(0, share)) * 100);
  return (
    <span className="block h-1.5 overflow-hidden rounded-full bg-sunken">
      <span
        className={cn('block h-full rounded-full', tone === 'accent' ? 'bg-chart-1' : 'bg-caution')}
        style={{ width: `${percent}%` }}
      />
      <span className="sr-only">
        {label}: {percent} %
      </span>
    </span>
  );
}
