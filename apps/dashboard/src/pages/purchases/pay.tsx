import { useState } from 'react';
import { moneyText } from '../../amounts/grouping.js';
import { useCreatePurchase } from '../../hooks/purchases.js';
import { Button } from '../../ui/button.js';
import { CheckField } from '../../ui/field.js';
import { ProblemNotice } from '../../ui/states.js';
import { isWebAddress, leaveFor } from './checkout.js';
import type { CurrencyCode, Price, Provider } from './offers.js';

interface PayProps {
  /** What the order names, and its price; undefined as long as nothing can be bought. */
  readonly what:
    | { readonly order: { packageId: string } | { credits: string }; readonly price: Price }
    | undefined;
  readonly currency: CurrencyCode;
  readonly provider: Provider;
  readonly mayBuy: boolean;
}

/** Starts the payment of what was chosen. */
export function Pay({ what, currency, provider, mayBuy }: PayProps) {
  const create = useCreatePurchase();
  const [saves, setSaves] = useState(false);
  const start = () => {
    if (what !== undefined) {
      const body = { ...what.order, currency, provider: provider.id };
      create.mutate(saves ? { ...body, saveMethod: true } : body, {
        onSuccess: ({ id, checkoutUrl }) => leaveFor(checkoutUrl, id),
      });
    }
  };
  // While the browser is on its way to the payment page, the button stays busy.
  const leaving = create.isSuccess && isWebAddress(create.data.checkoutUrl);
  return (
    <div className="flex flex-col items-start gap-4 border-t border-line pt-6">
      {provider.savesMethods && (
        <CheckField
          label="Save this card for automatic top-ups"
          hint={`${provider.name} keeps it, we keep its last four digits. Nothing is charged by itself until you turn top-ups on.`}
          checked={saves}
          onChange={({ target }) => setSaves(target.checked)}
        />
      )}
      {create.error !== null && (
        <ProblemNotice error={create.error} title="The purchase was not started" />
      )}
      <Button
        look="primary"
        className="h-11 px-6 text-base"
        busy={create.isPending || leaving}
        disabled={!mayBuy || what === undefined}
        onClick={start}
      >
        {what === undefined ? 'Pay' : `Pay ${moneyText(what.price)}`}
      </Button>
      <p className="text-sm text-muted">
        You go to {provider.name} to pay, and come back here. Credits arrive once the payment is
        confirmed there.
      </p>
    </div>
  );
}
