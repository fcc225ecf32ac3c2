import { type BodyInput, type keyRoutes, type Scope, scopeSchema } from '@telex-credits/contracts';
import { z } from 'zod';
import { positiveCapField } from '../../amounts/amount-field.js';
import { endOfDay, isDay } from '../../time/days.js';

/** A last day that may stay empty, which means “no end”. */
const lastDay = z.string().refine((day) => day === '' || isDay(day), 'Choose a day');

const capFields = {
  cap: positiveCapField,
  period: z.enum(['day', 'month', 'total']),
  lastDay,
};

/** What the form for a new key takes. */
export const keyFormSchema = z.object({
  name: z.string().trim().min(1, 'Give the key a name').max(80, 'Use at most 80 characters'),
  mode: z.enum(['live', 'test']),
  scopes: z.array(scopeSchema).min(1, 'Choose at least one'),
  moduleIds: z.array(z.string()),
  ...capFields,
});
export type KeyFormInput = z.input<typeof keyFormSchema>;
export type KeyFormOutput = z.output<typeof keyFormSchema>;

/** What the form for a new connection takes. */
export const connectionFormSchema = z.object({
  moduleId: z.string().min(1, 'Choose a module'),
  name: z.string().trim().max(80, 'Use at most 80 characters'),
  ...capFields,
});
export type ConnectionFormInput = z.input<typeof connectionFormSchema>;
export type ConnectionFormOutput = z.output<typeof connectionFormSchema>;

/** Scopes that a person gives to a key, in plain words. */
export const scopeWords: readonly (readonly [scope: Scope, words: string])[] = [
  ['gateway', 'Call modules through the gateway'],
  ['wallet:read', 'Read the balance and the statement'],
  ['usage:read', 'Read usage and receipts'],
  ['charges:write', 'Charge and hold credits'],
  ['modules:write', 'Manage modules and prices'],
  ['earnings:read', 'Read earnings'],
];

interface CapOutput {
  readonly cap: string | null;
  readonly period: 'day' | 'month' | 'total';
  readonly lastDay: string;
}

function capAndExpiry({ cap, period, lastDay: day }: CapOutput) {
  return {
    cap: cap === null ? null : { credits: cap, period },
    expiresAt: day === '' ? null : endOfDay(day),
  };
}

/** The form's values as the API takes them. */
export function keyBody(values: KeyFormOutput): BodyInput<typeof keyRoutes.create> {
  const { name, mode, scopes, moduleIds } = values;
  return {
    name,
    mode,
    scopes,
    moduleIds: moduleIds.length === 0 ? null : moduleIds,
    ...capAndExpiry(values),
  };
}

/** The form's values as the API takes them. */
export function connectionBody(
  values: ConnectionFormOutput,
): BodyInput<typeof keyRoutes.createConnection> {
  const { moduleId, name } = values;
  return { moduleId, ...(name === '' ? {} : { name }), ...capAndExpiry(values) };
}
