import { LoadingRows, Skeleton } from './states.js';

/** The shape of a page while its code is on the way. */
export function PageLoading() {
  return (
    <div className="mx-auto flex w-full max-w-6xl flex-col gap-8">
      <Skeleton className="h-8 w-48" />
      <LoadingRows rows={6} label="Loading the page" />
    </div>
  );
}
