import { useWatch } from 'react-hook-form';
import { moneyText } from '../../amounts/grouping.js';
import type { PackageList } from '../../hooks/purchases.js';
import { SelectField, TextField } from '../../ui/field.js';
import { offerName } from '../purchases/offer-cards.js';
import { type CurrencyCode, payableCurrencies, priceIn, quoteCustom } from '../purchases/offers.js';
import type { TopUpForm } from './auto-top-up-schema.js';

interface RefillFieldsProps {
  readonly form: TopUpForm;
  readonly list: PackageList;
}

/** What one top-up buys, and what it costs where that is known beforehand. */
export function RefillFields({ form, list }: RefillFieldsProps) {
  const { errors } = form.formState;
  const [kind, typed, code] = useWatch({
    control: form.control,
    name: ['kind', 'credits', 'currency'],
  });
  const currency = payableCurrencies(list).find((one) => one === code);
  return (
    <div className="grid items-start gap-4 sm:grid-cols-2">
      <SelectField label="Buy" {...form.register('kind')}>
        <option value="package">A package</option>
        {list.custom !== null && <option value="credits">A number of credits</option>}
        {list.custom !== null && <option value="target">Up to a balance</option>}
      </SelectField>
      {kind === 'package' ? (
        <SelectField
          label="Package"
          error={errors.packageId?.message}
          {...form.register('packageId')}
        >
          <option value="">Choose a package</option>
          {packagesIn(list, currency).map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
      ) : (
        <TextField
          label={kind === 'credits' ? 'Credits each time' : 'Up to this balance'}
          inputMode="decimal"
          autoComplete="off"
          hint={kind === 'credits' ? costText(list, typed, currency) : TARGET_HINT}
          error={errors.credits?.message}
          {...form.register('credits')}
        />
      )}
    </div>
  );
}

const TARGET_HINT = 'As many whole credits as are missing to it; it only ever adds.';

/** Packages with a price in a currency, each in one line. */
function packagesIn(list: PackageList, currency: CurrencyCode | undefined) {
  return list.data.flatMap((offer) =>
    currency === undefined || priceIn(offer, currency) === undefined
      ? []
      : [{ id: offer.id, name: offerName(offer, currency) }],
  );
}

/** What the typed number costs each time, or why it cannot be bought. */
function costText(list: PackageList, typed: string, currency: CurrencyCode | undefined) {
  if (list.custom === null || currency === undefined) {
    return undefined;
  }
  const quote = quoteCustom(list.custom, typed, currency);
  if (quote.kind === 'empty') {
    return undefined;
  }
  return quote.kind === 'wrong' ? quote.message : `${moneyText(quote.price)} each time`;
}
