import { useContext } from 'react';
import { cn } from '../ui/class-names.js';
import { AlignedPlaces, missingPlaces } from './aligned-places.js';
import { amountParts, currencyMark } from './grouping.js';

interface AmountProps {
  readonly amount: string;
  /** Shown before the digits: a currency's mark. */
  readonly mark?: string | undefined;
  /** Shows a plus before what is above zero, as in a column of changes. */
  readonly signed?: boolean | undefined;
  readonly className?: string | undefined;
}

/** An exact amount: grouped, tabular figures, places beyond the second dimmed but all there. */
export function Amount({ amount, mark = '', signed = false, className }: AmountProps) {
  const { sign, whole, fraction, tail } = amountParts(amount);
  const room = missingPlaces(amount, useContext(AlignedPlaces));
  const plus = signed && sign === '' && /[1-9]/.test(amount) ? '+' : '';
  return (
    <span className={cn('tabular-nums whitespace-nowrap', className)}>
      {plus}
      {sign}
      {mark}
      {whole}
      {fraction}
      {tail !== '' && (
        <span data-tail="" className="text-faint">
          {tail}
        </span>
      )}
      {room !== '' && (
        // Room for places that are not there, as generated content: no reader or copy sees it.
        <span
          aria-hidden
          data-room={room}
          className="invisible before:content-[attr(data-room)] max-sm:hidden"
        />
      )}
    </span>
  );
}

interface CreditsProps extends Omit<AmountProps, 'mark'> {
  /** Adds the word “credits”. */
  readonly unit?: boolean | undefined;
}

/** Credits, exact. */
export function Credits({ unit = false, amount, ...rest }: CreditsProps) {
  return unit ? (
    <span className="whitespace-nowrap">
      <Amount amount={amount} {...rest} />
      <span className="text-muted"> {amount === '1' ? 'credit' : 'credits'}</span>
    </span>
  ) : (
    <Amount amount={amount} {...rest} />
  );
}

interface MoneyProps extends Omit<AmountProps, 'mark' | 'amount'> {
  readonly money: { readonly amount: string; readonly currency: string };
}

/** Money, exact, with its currency's mark. */
export function MoneyAmount({ money, ...rest }: MoneyProps) {
  return <Amount amount={money.amount} mark={currencyMark(money.currency)} {...rest} />;
}
