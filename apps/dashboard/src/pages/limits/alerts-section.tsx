import { billingRoles } from '@telex-credits/contracts';
import { useHasRole } from '../../hooks/me.js';
import { useWalletAlerts } from '../../hooks/wallet-alerts.js';
import { Card, Section } from '../../ui/layout.js';
import { QueryView } from '../../ui/query-view.js';
import { AlertChannels } from './alert-channels.js';
import { AlertsForm } from './alerts-form.js';

/** Who is told when credits run low. */
export function AlertsSection() {
  const alerts = useWalletAlerts();
  const mayChange = useHasRole(billingRoles);
  return (
    <Section
      title="Low-credit alerts"
      lead="One message when the balance falls below a threshold; the next one after it was back above."
    >
      <QueryView query={alerts} what="Low-credit alerts">
        {(current) => (
          <Card className="flex max-w-3xl flex-col gap-6">
            <AlertsForm alerts={current} mayChange={mayChange} />
            <AlertChannels alerts={current} mayTest={mayChange} />
          </Card>
        )}
      </QueryView>
    </Section>
  );
}
