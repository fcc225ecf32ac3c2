import { Link } from '@tanstack/react-router';
import { billingRoles } from '@telex-credits/contracts';
import { Coins } from 'lucide-react';
import { useHasRole } from '../../hooks/me.js';
import { useWallet } from '../../hooks/wallet.js';
import { Button } from '../../ui/button.js';
import { Page } from '../../ui/layout.js';
import { QueryView } from '../../ui/query-view.js';
import { Skeleton } from '../../ui/states.js';
import { ReferralOffer } from '../promotions/referral-offer.js';
import { PriceNotices } from '../usage/price-notices.js';
import { BalanceCard } from './balance-card.js';
import { GettingStarted } from './getting-started.js';
import { LatestTransactions } from './latest-transactions.js';
import { LotList } from './lot-list.js';
import { SpendingByDay } from './spending-by-day.js';

/** What there is, how fast it goes, and what changed. */
export function OverviewPage() {
  const wallet = useWallet();
  const mayBuy = useHasRole(billingRoles);
  return (
    <Page
      title="Overview"
      actions={
        mayBuy && (
          <Button asChild look="primary">
            <Link to="/buy">
              <Coins aria-hidden />
              Buy credits
            </Link>
          </Button>
        )
      }
    >
      <PriceNotices />
      <ReferralOffer />
      <QueryView query={wallet} what="The balance" loading={<Skeleton className="h-40" />}>
        {(data) => (
          <>
            <BalanceCard wallet={data} />
            <GettingStarted wallet={data} />
          </>
        )}
      </QueryView>
      <SpendingByDay />
      <div className="grid gap-8 xl:grid-cols-[3fr_2fr]">
        <LatestTransactions />
        {wallet.data !== undefined && <LotList lots={wallet.data.lots} />}
      </div>
    </Page>
  );
}
