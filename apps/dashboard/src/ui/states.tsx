import { RotateCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { asProblem } from '../api/problem.js';
import { Button } from './button.js';
import { cn } from './class-names.js';
import { Notice } from './notice.js';

interface ProblemNoticeProps {
  readonly error: unknown;
  readonly title?: string;
  readonly onRetry?: (() => void) | undefined;
  /** What helps against it, such as a link. */
  readonly action?: ReactNode;
}

/** What went wrong, what to do, and what to quote when asking for help. */
export function ProblemNotice({ error, title, onRetry, action }: ProblemNoticeProps) {
  const problem = asProblem(error);
  return (
    <Notice kind="negative" alert title={title ?? 'This did not work'}>
      <p>{problem.detail}</p>
      <p className="mt-1 text-xs text-muted">
        Code <code className="font-mono">{problem.code}</code>
        {problem.requestId !== null && (
          <>
            , request <code className="font-mono break-all">{problem.requestId}</code>
          </>
        )}
      </p>
      {onRetry !== undefined && (
        <Button size="small" className="mt-3" onClick={onRetry}>
          <RotateCw aria-hidden />
          Try again
        </Button>
      )}
      {action !== undefined && <div className="mt-3 empty:hidden">{action}</div>}
    </Notice>
  );
}

interface EmptyStateProps {
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

/** Says why there is nothing here, and what would change that. */
export function EmptyState({ title, children, action }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-center gap-2 rounded-xl border border-dashed border-line px-6 py-10 text-center">
      <p className="font-medium">{title}</p>
      {children !== undefined && <p className="max-w-md text-sm text-muted">{children}</p>}
      {action !== undefined && <div className="mt-3">{action}</div>}
    </div>
  );
}

/** A grey bar where text is about to be. */
export function Skeleton({ className }: { className?: string }) {
  return <span className={cn('block animate-pulse rounded-md bg-sunken', className)} />;
}

/** Lines of a list or table that is being loaded; says so to screen readers. */
export function LoadingRows({ rows = 5, label = 'Loading' }: { rows?: number; label?: string }) {
  return (
    <div role="status" aria-label={label} className="flex flex-col gap-3 py-2">
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: identical bars that never move
        <Skeleton key={row} className="h-9" />
      ))}
    </div>
  );
}
