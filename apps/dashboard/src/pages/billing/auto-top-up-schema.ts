import type { AutoTopUp, PaymentMethod, SetAutoTopUp } from '@telex-credits/contracts';
import { AmountError, isCurrency, parseMoney, printMoney } from '@telex-credits/money';
import type { UseFormReturn } from 'react-hook-form';
import { z } from 'zod';
import { positiveCreditsField, tidyAmount } from '../../amounts/amount-field.js';
import type { PackageList } from '../../hooks/purchases.js';
import { payableCurrencies } from '../purchases/offers.js';

/** What the form for automatic top-ups takes. */
export const autoTopUpFormSchema = z
  .object({
    threshold: positiveCreditsField,
    kind: z.enum(['package', 'credits', 'target']),
    packageId: z.string(),
    credits: z.string().transform(tidyAmount),
    paymentMethodId: z.string().min(1, 'Choose a card'),
    cap: z.string().transform(tidyAmount),
    currency: z.string().refine(isCurrency, 'Choose a currency'),
  })
  .superRefine(({ kind, packageId, credits, cap, currency }, context) => {
    const report = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (kind === 'package' && packageId === '') {
      report('packageId', 'Choose a package');
    }
    const amount = positiveCreditsField.safeParse(credits);
    if (kind !== 'package' && !amount.success) {
      report('credits', amount.error.issues[0]?.message ?? '');
    }
    if (moneyIn(cap, currency) === undefined) {
      report('cap', 'Write an amount above zero, such as 50 or 49.50');
    }
  });
export type AutoTopUpInput = z.input<typeof autoTopUpFormSchema>;
export type AutoTopUpOutput = z.output<typeof autoTopUpFormSchema>;
/** The form, as its parts know it. */
export type TopUpForm = UseFormReturn<AutoTopUpInput, unknown, AutoTopUpOutput>;

/** What was typed as money with the currency's own places; undefined where it is no such amount. */
function moneyIn(amount: string, currency: string) {
  try {
    const money = parseMoney({ amount, currency });
    return money.minor > 0n ? printMoney(money) : undefined;
  } catch (error) {
    if (error instanceof AmountError) {
      return undefined;
    }
    throw error;
  }
}

/** A rule as the form shows it; what nobody has chosen yet is the first of each choice. */
export function toForm(
  rule: AutoTopUp,
  list: PackageList,
  methods: readonly PaymentMethod[],
): AutoTopUpInput {
  const { refill } = rule;
  const isThere = methods.some(({ id }) => id === rule.paymentMethodId);
  const first = methods.length === 1 ? methods[0]?.id : undefined;
  return {
    threshold: rule.threshold ?? '',
    kind: refill?.kind ?? 'package',
    packageId: refill?.kind === 'package' ? refill.packageId : (list.data[0]?.id ?? ''),
    credits: refill === null || refill.kind === 'package' ? '' : refill.credits,
    paymentMethodId: (isThere ? rule.paymentMethodId : first) ?? '',
    cap: rule.monthlyCap?.amount ?? '',
    currency: rule.monthlyCap?.currency ?? payableCurrencies(list)[0] ?? 'USD',
  };
}

/** What the form holds, as the API takes it. */
export function fromForm(values: AutoTopUpOutput, consentTextVersion: string): SetAutoTopUp {
  const { threshold, kind, packageId, credits, paymentMethodId, cap, currency } = values;
  const monthlyCap = moneyIn(cap, currency);
  if (monthlyCap === undefined) {
    throw new TypeError('the form was sent without being checked');
  }
  return {
    enabled: true,
    threshold,
    refill: kind === 'package' ? { kind, packageId } : { kind, credits },
    paymentMethodId,
    monthlyCap,
    consentTextVersion,
  };
}
