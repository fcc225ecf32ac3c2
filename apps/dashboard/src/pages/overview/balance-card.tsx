import { Credits } from '../../amounts/amount.js';
import { isZero } from '../../amounts/sums.js';
import type { Wallet } from '../../hooks/wallet.js';
import { agoText, dateText } from '../../time/format.js';
import { Card } from '../../ui/layout.js';
import { Notice } from '../../ui/notice.js';
import { Stat, StatGrid } from '../../ui/stat.js';

/** The wallet's numbers, the spendable one first. */
export function BalanceCard({ wallet }: { wallet: Wallet }) {
  return (
    <>
      {wallet.frozen && (
        <Notice kind="negative" title="This wallet is frozen">
          No credits can be spent until the platform lifts it. Ask the platform's support why.
        </Notice>
      )}
      {!isZero(wallet.debt) && (
        <Notice kind="negative" title="This wallet owes credits">
          A payment was taken back after its credits were spent. The next purchase pays the debt
          first; until then calls are refused.
        </Notice>
      )}
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
  return at === null ? (
    <Stat label="Runs out" note="Nothing is being spent">
      Not in sight
    </Stat>
  ) : (
    <Stat label="Runs out" note={dateText(at)}>
      {agoText(at)}
    </Stat>
  );
}
