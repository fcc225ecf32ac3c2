import { Link } from '@tanstack/react-router';
import { Credits } from '../amounts/amount.js';
import { isZero } from '../amounts/sums.js';
import type { StreamState } from '../api/event-stream.js';
import { useWallet } from '../hooks/wallet.js';
import { Skeleton } from '../ui/states.js';

/** The balance, always in sight; changes are read out. A dot says whether it is live. */
export function Balance({ stream }: { stream: StreamState }) {
  const { data, isError } = useWallet();
  const live = stream === 'live' && !isError;
  return (
    <div className="flex items-center gap-2.5">
      <span
        aria-hidden
        title={live ? 'Live' : 'Not live at the moment'}
        className={`size-2 rounded-full ${live ? 'bg-positive' : 'bg-line-strong'}`}
      />
      <div role="status" aria-label="Balance" className="text-sm">
        {data === undefined ? (
          isError ? (
            <span className="text-muted">Balance unknown</span>
          ) : (
            <Skeleton className="h-5 w-24" />
          )
        ) : (
          <Link to="/statement" className="rounded-md hover:underline">
            <Credits amount={data.available} className="font-semibold" />
            <span className="text-muted max-sm:sr-only"> credits</span>
            {data.frozen && <span className="block text-xs text-negative">Frozen</span>}
            {!isZero(data.debt) && (
              <span className="block text-xs text-negative">
                Debt <Credits amount={data.debt} />
              </span>
            )}
          </Link>
        )}
      </div>
    </div>
  );
}
