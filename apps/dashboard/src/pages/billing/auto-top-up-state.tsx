import { Link } from '@tanstack/react-router';
import type { AutoTopUp } from '@telex-credits/contracts';
import { toast } from 'sonner';
import { MoneyAmount } from '../../amounts/amount.js';
import { useSetAutoTopUp } from '../../hooks/auto-top-up.js';
import { dateTimeText } from '../../time/format.js';
import { Button } from '../../ui/button.js';
import { Facts } from '../../ui/facts.js';
import { Card } from '../../ui/layout.js';
import { Notice } from '../../ui/notice.js';
import { ProblemNotice } from '../../ui/states.js';
import { isWebAddress } from '../purchases/checkout.js';

type Pause = NonNullable<AutoTopUp['paused']>;

const reasons: Readonly<Record<Pause['reason'], string>> = {
  authentication_required: 'Your bank wants to ask you: only you can confirm this payment.',
  declined: 'The card was declined three times in a row. Check it with your bank, or use another.',
  payment_method_removed: 'The card was removed. Choose another one.',
  not_on_sale: 'What it buys is not sold like this any more. Choose something else.',
  outcome_unknown:
    'What became of the last charge could not be learnt. Nothing more is charged while the platform looks into it.',
};

interface AutoTopUpStateProps {
  readonly rule: AutoTopUp;
  /** Whether its card is no longer saved, which the server notices a little later. */
  readonly isCardGone: boolean;
}

/** What the rule does at the moment, and how it is turned off. Shows nothing before it was used. */
export function AutoTopUpState({ rule, isCardGone }: AutoTopUpStateProps) {
  if (!rule.enabled && rule.openPurchaseId === null) {
    return null;
  }
  return (
    <>
      {rule.paused !== null && <Paused pause={rule.paused} />}
      {rule.paused === null && isCardGone && (
        <Notice kind="caution" title="Nothing is charged">
          {reasons.payment_method_removed}
        </Notice>
      )}
      {rule.openPurchaseId !== null && (
        <Notice title="A top-up is under way">
          <Link
            to="/purchases/$id"
            params={{ id: rule.openPurchaseId }}
            className="font-medium underline"
          >
            See its purchase
          </Link>
        </Notice>
      )}
      {rule.enabled && <Running rule={rule} />}
    </>
  );
}

function Paused({ pause: { reason, at, payUrl } }: { pause: Pause }) {
  return (
    <Notice kind="caution" title={`Paused since ${dateTimeText(at)}`}>
      <p>{reasons[reason]} Saving the rule below starts it again.</p>
      {isWebAddress(payUrl) && (
        <Button asChild size="small" className="mt-3">
          <a href={payUrl}>Pay it yourself</a>
        </Button>
      )}
    </Notice>
  );
}

function Running({ rule }: { rule: AutoTopUp }) {
  const { spentThisMonth, monthlyCap, consent } = rule;
  const off = useSetAutoTopUp();
  const turnOff = () =>
    off.mutate(
      { enabled: false },
      { onSuccess: () => toast.success('Automatic top-ups are off. No card is charged any more.') },
    );
  return (
    <Card className="flex max-w-3xl flex-wrap items-center justify-between gap-4">
      <Facts
        facts={[
          [
            'This month',
            spentThisMonth !== null && monthlyCap !== null && (
              <>
                <MoneyAmount money={spentThisMonth} className="font-semibold" /> of at most{' '}
                <MoneyAmount money={monthlyCap} />
              </>
            ),
          ],
          ['Agreed', consent === null ? 'Not known' : dateTimeText(consent.at)],
        ]}
      />
      <Button busy={off.isPending} onClick={turnOff}>
        Turn off
      </Button>
      {off.error !== null && <ProblemNotice error={off.error} title="It is still on" />}
    </Card>
  );
}
