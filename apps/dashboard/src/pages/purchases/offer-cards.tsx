import type { CustomOffer } from '@telex-credits/contracts';
import { Amount, Credits, MoneyAmount } from '../../amounts/amount.js';
import { amountText, creditsText, moneyText } from '../../amounts/grouping.js';
import { isZero } from '../../amounts/sums.js';
import { type CurrencyCode, type Offer, priceIn } from './offers.js';

/** A package in one line: what it gives, what it costs, and how much of it is a bonus. */
export function offerName(offer: Offer, currency: CurrencyCode): string {
  const price = priceIn(offer, currency);
  const bonus = isZero(offer.bonus) ? '' : `, ${amountText(offer.bonus)} of them a bonus`;
  const cost = price === undefined ? '' : ` for ${moneyText(price)}`;
  return `${offer.name}: ${creditsText(offer.credits)}${cost}${bonus}`;
}

/** A package on its card. */
export function OfferCard({ offer, currency }: { offer: Offer; currency: CurrencyCode }) {
  const price = priceIn(offer, currency);
  return (
    <span className="flex h-full flex-col gap-1">
      <span className="text-sm text-muted">{offer.name}</span>
      <span className="text-2xl font-semibold tracking-tight">
        <Credits amount={offer.credits} unit />
      </span>
      {!isZero(offer.bonus) && (
        <span className="text-sm text-positive">
          <Amount amount={offer.bonus} /> of them a bonus
        </span>
      )}
      {price !== undefined && <MoneyAmount money={price} className="mt-auto pt-2 font-medium" />}
    </span>
  );
}

interface CustomCardProps {
  readonly offer: CustomOffer;
  readonly currency: CurrencyCode;
}

/** The choice of any number of credits. */
export function CustomCard({ offer, currency }: CustomCardProps) {
  const unit = offer.unitPrices.find((price) => price.currency === currency);
  return (
    <span className="flex h-full flex-col gap-1">
      <span className="text-sm text-muted">Custom amount</span>
      <span className="text-2xl font-semibold tracking-tight">As many as you like</span>
      {unit !== undefined && (
        <span className="mt-auto pt-2 font-medium">
          <MoneyAmount money={unit} />
          <span className="text-muted"> a credit</span>
        </span>
      )}
    </span>
  );
}
