import type { WalletAlerts } from '@telex-credits/contracts';
import { useTestWalletAlerts } from '../../hooks/wallet-alerts.js';
import { dateTimeText } from '../../time/format.js';
import { Button } from '../../ui/button.js';
import { Facts } from '../../ui/facts.js';
import { Notice } from '../../ui/notice.js';
import { ProblemNotice } from '../../ui/states.js';

type State = Pick<WalletAlerts['email'], 'lastSentAt' | 'lastProblem'>;

const channels = [
  ['email', 'E-mail'],
  ['webhook', 'Webhook'],
  ['telexChannel', 'Telex channel'],
] as const;

interface AlertChannelsProps {
  readonly alerts: WalletAlerts;
  readonly mayTest: boolean;
}

/** How the ways of telling that are on are doing, and a message to try one out. */
export function AlertChannels({ alerts, mayTest }: AlertChannelsProps) {
  const test = useTestWalletAlerts();
  const on = channels.filter(([channel]) => alerts[channel].enabled);
  if (on.length === 0) {
    return null;
  }
  const testable = on.flatMap(([channel, name]) =>
    channel === 'webhook' ? [] : [{ channel, name }],
  );
  return (
    <div className="flex flex-col gap-4 border-t border-line pt-5">
      <Facts facts={on.map(([channel, name]) => [name, stateText(alerts[channel])])} />
      {mayTest && testable.length > 0 && (
        <div className="flex flex-wrap gap-2">
          {testable.map(({ channel, name }) => (
            <Button
              key={channel}
              busy={test.isPending && test.variables === channel}
              onClick={() => test.mutate(channel)}
            >
              Send a test: {name}
            </Button>
          ))}
        </div>
      )}
      {test.error !== null && <ProblemNotice error={test.error} title="No test was sent" />}
      {test.data !== undefined && (
        <Notice
          alert
          kind={test.data.sent ? 'positive' : 'negative'}
          title={test.data.sent ? 'The test was sent' : 'The test did not get through'}
        >
          {test.data.problem}
        </Notice>
      )}
    </div>
  );
}

function stateText({ lastSentAt, lastProblem }: State): string {
  if (lastProblem !== null) {
    return `Failed on ${dateTimeText(lastProblem.at)}: ${lastProblem.reason}`;
  }
  return lastSentAt === null ? 'Nothing sent yet' : `Last sent on ${dateTimeText(lastSentAt)}`;
}
