import { billingRoles } from '@telex-credits/contracts';
import { useHasRole } from '../../hooks/me.js';
import { useLimits } from '../../hooks/wallet.js';
import { Page } from '../../ui/layout.js';
import { Notice } from '../../ui/notice.js';
import { QueryView } from '../../ui/query-view.js';
import { AlertsSection } from './alerts-section.js';
import { LimitsForm } from './limits-form.js';

/** Caps that hold whatever a key or a module would allow. */
export function LimitsPage() {
  const limits = useLimits();
  const mayChange = useHasRole(billingRoles);
  return (
    <Page
      title="Limits"
      lead="Caps for the whole wallet. A call that would go beyond one is refused before anything is spent."
    >
      {!mayChange && (
        <Notice title="You can look, not change">
          Limits are set by administrators and managers.
        </Notice>
      )}
      <QueryView query={limits} what="The limits">
        {(data) => <LimitsForm limits={data} mayChange={mayChange} />}
      </QueryView>
      <AlertsSection />
    </Page>
  );
}
