import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from './class-names.js';

const looks = {
  info: { icon: Info, box: 'bg-accent-soft', ink: 'text-accent-ink' },
  positive: { icon: CircleCheck, box: 'bg-positive-soft', ink: 'text-positive' },
  caution: { icon: TriangleAlert, box: 'bg-caution-soft', ink: 'text-caution' },
  negative: { icon: CircleAlert, box: 'bg-negative-soft', ink: 'text-negative' },
} as const;

interface NoticeProps {
  readonly kind?: keyof typeof looks;
  readonly title?: string;
  readonly children?: ReactNode;
  /** Read out as soon as it appears. */
  readonly alert?: boolean;
  readonly className?: string;
}

/** A message inside a page. */
export function Notice({ kind = 'info', title, children, alert = false, className }: NoticeProps) {
  const { icon: Icon, box, ink } = looks[kind];
  return (
    <div
      role={alert ? 'alert' : undefined}
      className={cn('flex gap-3 rounded-xl px-4 py-3 text-sm', box, className)}
    >
      <Icon aria-hidden className={cn('mt-0.5 size-4 shrink-0', ink)} />
      <div className="min-w-0 flex-1 break-words">
        {title !== undefined && <p className={cn('font-semibold', ink)}>{title}</p>}
        {children}
      </div>
    </div>
  );
}
