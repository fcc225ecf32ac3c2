import type { ReactNode } from 'react';
import { LoadingRows, ProblemNotice } from './states.js';

/** The part of a query's result that decides what is shown. */
interface QueryLike<T> {
  readonly data: T | undefined;
  readonly error: unknown;
  readonly isFetching: boolean;
  readonly refetch: () => unknown;
}

interface QueryViewProps<T> {
  readonly query: QueryLike<T>;
  /** What could not be loaded: “The statement”. */
  readonly what: string;
  readonly loading?: ReactNode;
  readonly children: (data: T) => ReactNode;
}

/**
 * Shows a query's loading, failed and loaded state. Data that is already there stays when a later
 * refresh fails, with the problem above it: an old number is named as old, never passed off as new.
 */
export function QueryView<T>({ query, what, loading, children }: QueryViewProps<T>) {
  const problem =
    query.error === null ? null : (
      <ProblemNotice
        error={query.error}
        title={
          query.data === undefined
            ? `${what} could not be loaded`
            : `${what} could not be refreshed; what is shown may be out of date`
        }
        onRetry={() => void query.refetch()}
      />
    );
  if (query.data === undefined) {
    return problem ?? loading ?? <LoadingRows label={`Loading: ${what}`} />;
  }
  return (
    <>
      {problem}
      {children(query.data)}
    </>
  );
}
