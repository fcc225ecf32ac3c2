import type { PaymentMethod } from '@telex-credits/contracts';

/** A saved card as its owner knows it: `Visa ending in 4242`. */
export function cardName({ brand, last4 }: PaymentMethod): string {
  const name = brand === null ? 'Card' : `${brand.slice(0, 1).toUpperCase()}${brand.slice(1)}`;
  return last4 === null ? name : `${name} ending in ${last4}`;
}

/** When it ends, as printed on it: `04/2029`. */
export function cardEnd({ expiresOn }: PaymentMethod): string {
  const [year, month] = expiresOn?.split('-') ?? [];
  return year === undefined || month === undefined ? 'Not known' : `${month}/${year}`;
}
