import { billingRoles } from '@telex-credits/contracts';
import { Credits } from '../../amounts/amount.js';
import { isZero } from '../../amounts/sums.js';
import { useHasRole } from '../../hooks/me.js';
import { usePackages } from '../../hooks/purchases.js';
import { useWallet } from '../../hooks/wallet.js';
import { Disclosure } from '../../ui/disclosure.js';
import { Page } from '../../ui/layout.js';
import { Notice } from '../../ui/notice.js';
import { QueryView } from '../../ui/query-view.js';
import { EmptyState } from '../../ui/states.js';
import { RedeemForm } from '../promotions/redeem-form.js';
import { BuyForm } from './buy-form.js';

/** Choosing a package, a currency and how to pay. */
export function BuyPage() {
  const packages = usePackages();
  const mayBuy = useHasRole(billingRoles);
  return (
    <Page
      title="Buy credits"
      lead="Prepaid, and taken only for calls that succeed. Unspent credits can be refunded within 14 days."
    >
      {!mayBuy && (
        <Notice title="Your role cannot buy credits">
          Ask an administrator or manager of your organisation.
        </Notice>
      )}
      <DebtNotice />
      <QueryView query={packages} what="The packages">
        {(list) =>
          (list.data.length === 0 && list.custom === null) || list.providers.length === 0 ? (
            <EmptyState title="No credits are on sale">
              The operator of this server has not set up packages or payments yet.
            </EmptyState>
          ) : (
            <BuyForm list={list} mayBuy={mayBuy} />
          )
        }
      </QueryView>
      {mayBuy && (
        <Disclosure label="Have a code?">
          <RedeemForm />
        </Disclosure>
      )}
    </Page>
  );
}

/** Says beforehand where the first of the bought credits go. */
function DebtNotice() {
  const debt = useWallet().data?.debt ?? '0';
  return isZero(debt) ? null : (
    <Notice kind="caution" title="This wallet owes credits">
      <Credits amount={debt} unit className="font-semibold" /> of what you buy pay the debt first;
      the rest can be spent at once.
    </Notice>
  );
}
