import { useState } from 'react';
import { Credits, MoneyAmount } from '../../amounts/amount.js';
import { creditsText, moneyText } from '../../amounts/grouping.js';
import { type PackageList, useCreatePurchase } from '../../hooks/purchases.js';
import { Button } from '../../ui/button.js';
import { Choice } from '../../ui/choice.js';
import { Notice } from '../../ui/notice.js';
import { ProblemNotice } from '../../ui/states.js';
import { isWebAddress, leaveFor } from './checkout.js';
import { type CurrencyCode, payableCurrencies, priceIn, providersFor } from './offers.js';

interface BuyFormProps {
  readonly list: PackageList;
  readonly mayBuy: boolean;
}

/** The choice of package, currency and provider, and the button that starts the payment. */
export function BuyForm({ list, mayBuy }: BuyFormProps) {
  const currencies = payableCurrencies(list);
  const [currency, setCurrency] = useState<CurrencyCode | undefined>(currencies[0]);
  const [packageId, setPackageId] = useState<string>();
  const [providerId, setProviderId] = useState<string>();
  if (currency === undefined) {
    return (
      <Notice kind="caution" title="No package can be paid">
        No payment provider of this server takes a currency that packages are priced in.
      </Notice>
    );
  }
  const offers = list.data.filter((offer) => priceIn(offer, currency) !== undefined);
  const providers = providersFor(list, currency);
  const offer = offers.find(({ id }) => id === packageId) ?? offers[0];
  const provider = providers.find(({ id }) => id === providerId) ?? providers[0];
  return (
    <div className="flex flex-col gap-8">
      <Choice
        label="Currency"
        value={currency}
        onChange={setCurrency}
        options={currencies.map((code) => ({ value: code, name: code }))}
      />
      <Choice
        label="Package"
        shape="cards"
        value={offer?.id ?? ''}
        onChange={setPackageId}
        options={offers.map((one) => ({
          value: one.id,
          name: offerName(one, currency),
          content: <OfferCard offer={one} currency={currency} />,
        }))}
      />
      <Choice
        label="Pay with"
        value={provider?.id ?? ''}
        onChange={setProviderId}
        options={providers.map(({ id, name }) => ({ value: id, name }))}
      />
      {offer !== undefined && provider !== undefined && (
        <Pay offer={offer} currency={currency} provider={provider} mayBuy={mayBuy} />
      )}
    </div>
  );
}

type Offer = PackageList['data'][number];

function offerName(offer: Offer, currency: CurrencyCode): string {
  const price = priceIn(offer, currency);
  return `${offer.name}: ${creditsText(offer.credits)}${price === undefined ? '' : ` for ${moneyText(price)}`}`;
}

function OfferCard({ offer, currency }: { offer: Offer; currency: CurrencyCode }) {
  const price = priceIn(offer, currency);
  return (
    <span className="flex flex-col gap-1">
      <span className="text-sm text-muted">{offer.name}</span>
      <span className="text-2xl font-semibold tracking-tight">
        <Credits amount={offer.credits} unit />
      </span>
      {price !== undefined && <MoneyAmount money={price} className="mt-2 font-medium" />}
    </span>
  );
}

interface PayProps {
  readonly offer: Offer;
  readonly currency: CurrencyCode;
  readonly provider: PackageList['providers'][number];
  readonly mayBuy: boolean;
}

function Pay({ offer, currency, provider, mayBuy }: PayProps) {
  const create = useCreatePurchase();
  const price = priceIn(offer, currency);
  const start = () =>
    create.mutate(
      { packageId: offer.id, currency, provider: provider.id },
      { onSuccess: ({ id, checkoutUrl }) => leaveFor(checkoutUrl, id) },
    );
  // While the browser is on its way to the payment page, the button stays busy.
  const leaving = create.isSuccess && isWebAddress(create.data.checkoutUrl);
  return (
    <div className="flex flex-col items-start gap-3 border-t border-line pt-6">
      {create.error !== null && (
        <ProblemNotice error={create.error} title="The purchase was not started" />
      )}
      <Button
        look="primary"
        className="h-11 px-6 text-base"
        busy={create.isPending || leaving}
        disabled={!mayBuy}
        onClick={start}
      >
        {price === undefined ? 'Pay' : `Pay ${moneyText(price)}`}
      </Button>
      <p className="text-sm text-muted">
        You go to {provider.name} to pay, and come back here. Credits arrive once the payment is
        confirmed there.
      </p>
    </div>
  );
}
