import { Link } from '@tanstack/react-router';
import { Credits } from '../../amounts/amount.js';
import { isZero } from '../../amounts/sums.js';
import type { Wallet } from '../../hooks/wallet.js';
import { Notice } from '../../ui/notice.js';

/** What stops the wallet from spending, what that means, and what to do about it. */
export function WalletNotices({ wallet }: { wallet: Wallet }) {
  return (
    <>
      {wallet.frozen && (
        <Notice kind="negative" title="This wallet is frozen">
          <p>
            Every call is refused, and no credits are lost. A payment is disputed, or a bank warned
            of it; spending goes on once that is settled or the platform lifts it.
          </p>
          <p className="mt-1">
            <Link to="/purchases" className="font-medium underline">
              See your purchases
            </Link>{' '}
            for which payment it is; if you objected by mistake, tell your bank.
          </p>
        </Notice>
      )}
      {!isZero(wallet.debt) && (
        <Notice kind="negative" title="This wallet owes credits">
          <p>
            <Credits amount={wallet.debt} unit className="font-semibold" /> were spent whose payment
            was taken back afterwards. Calls are refused until the debt is paid.
          </p>
          <p className="mt-1">
            <Link to="/buy" className="font-medium underline">
              Buy credits
            </Link>
            : the next purchase pays the debt first, and what is left of it can be spent at once.
          </p>
        </Notice>
      )}
    </>
  );
}
