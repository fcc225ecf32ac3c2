import { Link } from '@tanstack/react-router';
import { Credits } from '../amounts/amount.js';
import { isZero } from '../amounts/sums.js';
import type { StreamState } from '../api/event-stream.js';
import { useWallet, type Wallet } from '../hooks/wallet.js';
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
            <Trouble wallet={data} />
          </Link>
        )}
      </div>
    </div>
  );
}

/** What keeps the wallet from spending; the overview says what to do about it. */
function Trouble({ wallet: { frozen, debt } }: { wallet: Wallet }) {
  const owes = !isZero(debt);
  return frozen || owes ? (
    <span className="block text-xs text-negative">
      {frozen && 'Frozen'}
      {frozen && owes && ' · '}
      {owes && (
        <>
          Debt <Credits amount={debt} />
        </>
      )}
    </span>
  ) : null;
}
