import type { Operation } from './operations.js';

type Canonical = string | number | bigint | boolean | null | object | undefined;

function canonical(value: Canonical): string {
  if (typeof value === 'bigint') {
    return `"${value}"`;
  }
  if (value === null || typeof value !== 'object') {
    return JSON.stringify(value ?? null);
  }
  if (Array.isArray(value)) {
    return `[${value.map(canonical).join(',')}]`;
  }
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`);
  return `{${fields.join(',')}}`;
}

/**
 * One text for one body: canonical JSON with sorted keys and amounts as decimal strings, the id and
 * the note included. Two operations are the same exactly when it is; an engine may keep its hash.
 */
export function fingerprint(operation: Operation): string {
  return canonical(operation);
}
