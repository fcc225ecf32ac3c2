import type { Decision } from './decision.js';
import type { Refusal } from './results.js';

/** The decision that changes nothing. */
export function refuse(refusal: Refusal): Decision & { readonly ok: false } {
  return { ok: false, refusal };
}

/** Says what is wrong with the operation itself. */
export function malformed(detail: string): Decision & { readonly ok: false } {
  return refuse({ code: 'invalid_operation', detail });
}
