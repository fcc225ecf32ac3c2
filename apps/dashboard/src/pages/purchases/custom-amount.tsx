import type { CustomOffer } from '@telex-credits/contracts';
import { Credits, MoneyAmount } from '../../amounts/amount.js';
import { isZero } from '../../amounts/sums.js';
import { TextField } from '../../ui/field.js';
import { type CustomQuote, customTerms } from './offers.js';

interface CustomAmountProps {
  readonly offer: CustomOffer;
  readonly typed: string;
  readonly onType: (typed: string) => void;
  readonly quote: CustomQuote;
}

/** Takes a number of credits and says at once what they cost and what comes on top. */
export function CustomAmount({ offer, typed, onType, quote }: CustomAmountProps) {
  return (
    <div className="flex flex-col gap-3 rounded-xl border border-line p-5">
      <TextField
        label="Credits to pay for"
        className="max-w-xs"
        inputMode="numeric"
        autoComplete="off"
        hint={customTerms(offer)}
        error={quote.kind === 'wrong' ? quote.message : undefined}
        value={typed}
        onChange={({ target }) => onType(target.value)}
      />
      <p role="status" aria-label="What it comes to" className="min-h-6 text-sm">
        {quote.kind === 'price' && (
          <>
            {isZero(quote.bonus) ? (
              <Credits amount={quote.total} unit className="font-semibold" />
            ) : (
              <>
                <Credits amount={quote.credits} unit /> + <Credits amount={quote.bonus} /> bonus ={' '}
                <Credits amount={quote.total} unit className="font-semibold" />
              </>
            )}{' '}
            for <MoneyAmount money={quote.price} className="font-semibold" />
          </>
        )}
      </p>
    </div>
  );
}
