import { Button } from './button.js';
import { ProblemNotice } from './states.js';

interface LoadMoreProps {
  readonly list: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    readonly isFetchNextPageError: boolean;
    readonly error: unknown;
    readonly fetchNextPage: () => unknown;
  };
}

/** Asks for the next page of a list, as long as there is one. */
export function LoadMore({ list }: LoadMoreProps) {
  if (!list.hasNextPage) {
    return null;
  }
  const more = () => void list.fetchNextPage();
  return list.isFetchNextPageError ? (
    <ProblemNotice error={list.error} title="No more could be loaded" onRetry={more} />
  ) : (
    <div className="flex justify-center">
      <Button busy={list.isFetchingNextPage} onClick={more}>
        Load more
      </Button>
    </div>
  );
}
