import { billingRoles } from '@telex-credits/contracts';
import { useHasRole } from '../../hooks/me.js';
import { Page } from '../../ui/layout.js';
import { Notice } from '../../ui/notice.js';
import { AutoTopUpSection } from './auto-top-up-section.js';
import { BillingDetailsSection } from './billing-details-section.js';
import { SavedCards } from './saved-cards.js';

/** How the organisation pays: by itself, with which cards, and under which name. */
export function BillingPage() {
  const mayPay = useHasRole(billingRoles);
  return (
    <Page title="Billing" lead="Automatic top-ups, saved cards, and the name on receipts.">
      {mayPay ? (
        <>
          <AutoTopUpSection />
          <SavedCards />
          <BillingDetailsSection />
        </>
      ) : (
        <Notice title="Your role does not see billing">
          Administrators and managers of your organisation decide how it pays.
        </Notice>
      )}
    </Page>
  );
}
