import type { ReactNode } from 'react';
import { cn } from './class-names.js';

interface StatProps {
  readonly label: string;
  readonly children: ReactNode;
  readonly note?: ReactNode;
  /** The one number of the page that matters most. */
  readonly main?: boolean;
  readonly className?: string;
}

/** Numbers side by side, as many as have room for all their places. */
export function StatGrid({ children }: { readonly children: ReactNode }) {
  return (
    <dl className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,8.25rem),1fr))] gap-x-6 gap-y-6 sm:grid-cols-[repeat(auto-fill,minmax(11rem,1fr))]">
      {children}
    </dl>
  );
}

/** A number with its name. */
export function Stat({ label, children, note, main = false, className }: StatProps) {
  return (
    <div className={cn('min-w-0', className)}>
      <dt className="text-sm text-muted">{label}</dt>
      <dd>
        <span
          className={cn(
            'block font-semibold tracking-tight tabular [&_[data-tail]]:text-[0.72em]',
            main ? 'text-3xl' : 'text-xl leading-9',
          )}
        >
          {children}
        </span>
        {note !== undefined && <span className="block text-xs text-muted">{note}</span>}
      </dd>
    </div>
  );
}
