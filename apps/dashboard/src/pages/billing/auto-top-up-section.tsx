import { Link } from '@tanstack/react-router';
import type { AutoTopUp, PaymentMethod } from '@telex-credits/contracts';
import { useAutoTopUp } from '../../hooks/auto-top-up.js';
import { usePaymentMethods } from '../../hooks/payment-methods.js';
import { usePackages } from '../../hooks/purchases.js';
import { Badge } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { Card, Section } from '../../ui/layout.js';
import { QueryView } from '../../ui/query-view.js';
import { EmptyState } from '../../ui/states.js';
import { AutoTopUpForm } from './auto-top-up-form.js';
import { AutoTopUpState } from './auto-top-up-state.js';
import { savesCards } from './saves-cards.js';

/** Buying credits by itself: the state of the rule, and the form that changes it. */
export function AutoTopUpSection() {
  const rule = useAutoTopUp();
  const methods = usePaymentMethods();
  const packages = usePackages();
  const isCardGone = rule.data?.enabled === true && isMissing(rule.data, methods.data);
  return (
    <Section
      title="Automatic top-up"
      lead="Buys credits with a saved card when the wallet runs low, so that calls go on."
      actions={rule.data !== undefined && <OnOrOff rule={rule.data} isCardGone={isCardGone} />}
    >
      <QueryView query={rule} what="Automatic top-up">
        {(current) => (
          <>
            <AutoTopUpState rule={current} isCardGone={isCardGone} />
            <QueryView query={methods} what="The saved cards">
              {(cards) =>
                cards.length === 0 ? (
                  <NoCard />
                ) : (
                  <QueryView query={packages} what="The packages">
                    {(list) => (
                      <Card className="max-w-3xl">
                        <AutoTopUpForm rule={current} list={list} methods={cards} />
                      </Card>
                    )}
                  </QueryView>
                )
              }
            </QueryView>
          </>
        )}
      </QueryView>
    </Section>
  );
}

/** Whether the rule's card is not among the saved ones; the server lets such a rule rest soon. */
function isMissing({ paymentMethodId }: AutoTopUp, cards: readonly PaymentMethod[] | undefined) {
  return cards?.every(({ id }) => id !== paymentMethodId) === true;
}

function OnOrOff({ rule, isCardGone }: { rule: AutoTopUp; isCardGone: boolean }) {
  if (!rule.enabled) {
    return <Badge>Off</Badge>;
  }
  const rests = isCardGone || rule.paused !== null;
  return <Badge tone={rests ? 'caution' : 'positive'}>{rests ? 'Paused' : 'On'}</Badge>;
}

function NoCard() {
  const { data } = usePackages();
  if (data !== undefined && !savesCards(data)) {
    return (
      <EmptyState title="Not possible on this server">
        It needs a saved card, and no payment provider of this server saves cards.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title="It needs a saved card"
      action={
        <Button asChild>
          <Link to="/buy">Buy credits</Link>
        </Button>
      }
    >
      A card is saved when you buy and ask for it. Then you can turn automatic top-ups on here.
    </EmptyState>
  );
}
