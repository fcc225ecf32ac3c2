import { type Currency, isCurrency } from '@telex-credits/money';
import { z } from 'zod';

const separate = (text: string, by: string) =>
  text
    .split(by)
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** `12 Marina Road|Lagos|Nigeria`: an address, one line each. */
export const addressLines = z
  .string()
  .transform((text) => separate(text, '|'))
  .refine((lines) => lines.length <= 6, 'must have at most six lines, separated by |');

const rateForm = /^([A-Z]{3})=(\d{1,2}(?:\.\d{1,2})?)$/;

/** `NGN=7.5,GBP=20`: the tax that prices in a currency include, in percent of the net price. */
export const taxRates = z.string().transform((text, context) => {
  const found: Partial<Record<Currency, number>> = {};
  for (const part of separate(text, ',')) {
    const [, currency = '', percent = ''] = rateForm.exec(part) ?? [];
    if (!isCurrency(currency)) {
      context.addIssue('must be a list such as NGN=7.5,GBP=20, in percent');
      return z.NEVER;
    }
    const [whole = '0', fraction = ''] = percent.split('.');
    found[currency] = Number(whole) * 100 + Number(fraction.padEnd(2, '0'));
  }
  return found;
});

const exchangeForm = /^([A-Z]{3})@(\d{4}-\d{2}-\d{2})=(\d{1,9}(?:\.\d{1,6})?)$/;

/** A line of the dated table of exchange rates. */
export interface ExchangeRate {
  readonly currency: Currency;
  readonly from: string;
  readonly perBase: string;
}

/** `NGN@2026-01-01=1600,NGN@2026-06-01=1550`: units for one unit of the base currency, from a day on. */
export const exchangeRates = z.string().transform((text, context) => {
  const found: ExchangeRate[] = [];
  for (const part of separate(text, ',')) {
    const [, currency = '', from = '', perBase = ''] = exchangeForm.exec(part) ?? [];
    const isDay = from !== '' && !Number.isNaN(Date.parse(`${from}T00:00:00Z`));
    if (!(isCurrency(currency) && isDay && /[1-9]/.test(perBase))) {
      context.addIssue('must be a list such as NGN@2026-01-01=1600,EUR@2026-01-01=0.92');
      return z.NEVER;
    }
    found.push({ currency, from, perBase });
  }
  return found;
});
