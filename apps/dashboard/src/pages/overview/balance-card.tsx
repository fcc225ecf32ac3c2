import { Credits } from '../../amounts/amount.js';
import { isZero } from '../../amounts/sums.js';
import type { Wallet } from '../../hooks/wallet.js';
import { agoText, dateText, isFarOff } from '../../time/format.js';
import { Card } from '../../ui/layout.js';
import { Stat, StatGrid } from '../../ui/stat.js';
import { WalletNotices } from './wallet-notices.js';

/** The wallet's numbers, the spendable one first. */
export function BalanceCard({ wallet }: { wallet: Wallet }) {
  return (
    <>
      <WalletNotices wallet={wallet} />
      <Card className="p-6">
        <StatGrid>
          <Stat
            main
            className="col-span-full xl:col-span-1"
            label="Available credits"
            note="Ready to spend now"
          >
            <Credits amount={wallet.available} />
          </Stat>
          <Stat label="Held" note="For calls that are running">
            <Credits amount={wallet.held} />
          </Stat>
          <Stat label="Posted" note="Balance of the ledger">
            <Credits amount={wallet.posted} />
          </Stat>
          {!isZero(wallet.debt) && (
            <Stat label="Debt" note="Paid by the next purchase">
              <Credits amount={wallet.debt} className="text-negative" />
            </Stat>
          )}
          <Stat label="Burn rate" note="Credits a day, last 7 days">
            <Credits amount={wallet.burnRate} />
          </Stat>
          <RunsOut at={wallet.runsOutAt} />
        </StatGrid>
      </Card>
    </>
  );
}

function RunsOut({ at }: { at: string | null }) {
  if (at === null) {
    return (
      <Stat label="Runs out" note="Nothing is being spent">
        Not in sight
      </Stat>
    );
  }
  return isFarOff(at) ? (
    <Stat label="Runs out" note="At the rate of the last 7 days">
      In over 2 years
    </Stat>
  ) : (
    <Stat label="Runs out" note={dateText(at)}>
      {agoText(at)}
    </Stat>
  );
}
