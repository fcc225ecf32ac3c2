import { billingRoles } from '@telex-credits/contracts';
import { useHasRole } from '../../hooks/me.js';
import { usePackages } from '../../hooks/purchases.js';
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
