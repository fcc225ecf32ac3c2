import type { CustomOffer } from '@telex-credits/contracts';
import { useState } from 'react';
import type { PackageList } from '../../hooks/purchases.js';
import { Choice } from '../../ui/choice.js';
import { Notice } from '../../ui/notice.js';
import { CustomAmount } from './custom-amount.js';
import { CustomCard, OfferCard, offerName } from './offer-cards.js';
import {
  type CurrencyCode,
  type Offer,
  payableCurrencies,
  priceIn,
  providersFor,
  quoteCustom,
} from './offers.js';
import { Pay } from './pay.js';

interface BuyFormProps {
  readonly list: PackageList;
  readonly mayBuy: boolean;
}

/** The value of the choice of any number of credits; no package has such an id. */
const CUSTOM = 'custom amount';

/** The choice of package or amount, currency and provider, and what starts the payment. */
export function BuyForm({ list, mayBuy }: BuyFormProps) {
  const currencies = payableCurrencies(list);
  const [currency, setCurrency] = useState<CurrencyCode | undefined>(currencies[0]);
  const [chosen, setChosen] = useState<string>();
  const [typed, setTyped] = useState('');
  const [providerId, setProviderId] = useState<string>();
  if (currency === undefined) {
    return (
      <Notice kind="caution" title="No package can be paid">
        No payment provider of this server takes a currency that packages are priced in.
      </Notice>
    );
  }
  const offers = list.data.filter((offer) => priceIn(offer, currency) !== undefined);
  const custom = customIn(list, currency);
  const providers = providersFor(list, currency);
  const isCustom = custom !== null && (chosen === CUSTOM || offers.length === 0);
  const offer = offers.find(({ id }) => id === chosen) ?? offers[0];
  const provider = providers.find(({ id }) => id === providerId) ?? providers[0];
  const quote = custom === null ? undefined : quoteCustom(custom, typed, currency);
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
        value={isCustom ? CUSTOM : (offer?.id ?? '')}
        onChange={setChosen}
        options={[
          ...offers.map((one) => optionOf(one, currency)),
          ...(custom === null ? [] : [customOption(custom, currency)]),
        ]}
      />
      {isCustom && quote !== undefined && (
        <CustomAmount offer={custom} typed={typed} onType={setTyped} quote={quote} />
      )}
      <Choice
        label="Pay with"
        value={provider?.id ?? ''}
        onChange={setProviderId}
        options={providers.map(({ id, name }) => ({ value: id, name }))}
      />
      {provider !== undefined && (
        <Pay
          key={provider.id}
          what={whatIsBought(isCustom ? quote : offer, currency)}
          currency={currency}
          provider={provider}
          mayBuy={mayBuy}
        />
      )}
    </div>
  );
}

/** The custom offer where it is sold in a currency. */
function customIn({ custom }: PackageList, currency: CurrencyCode): CustomOffer | null {
  return custom?.unitPrices.some((price) => price.currency === currency) ? custom : null;
}

function optionOf(offer: Offer, currency: CurrencyCode) {
  return {
    value: offer.id,
    name: offerName(offer, currency),
    content: <OfferCard offer={offer} currency={currency} />,
  };
}

function customOption(offer: CustomOffer, currency: CurrencyCode) {
  return {
    value: CUSTOM,
    name: 'Custom amount',
    content: <CustomCard offer={offer} currency={currency} />,
  };
}

type Chosen = Offer | ReturnType<typeof quoteCustom> | undefined;

/** What the order names, and its price; undefined as long as it cannot be bought. */
function whatIsBought(chosen: Chosen, currency: CurrencyCode) {
  if (chosen === undefined) {
    return undefined;
  }
  if ('kind' in chosen) {
    return chosen.kind === 'price'
      ? { order: { credits: chosen.credits }, price: chosen.price }
      : undefined;
  }
  const price = priceIn(chosen, currency);
  return price && { order: { packageId: chosen.id }, price };
}
