/** Our ids: a prefix, an underscore, letters and digits; an underscore is not allowed in references. */
const orderId = /^([a-z]+)_([A-Za-z0-9]+)$/;
const reference = /^([a-z]+)-([A-Za-z0-9]+)(\.(?:[2-9]|saved))?$/;

/**
 * The reference under which an order is paid: Paystack's only device against doing something twice.
 * `attempt` counts pages whose address was lost before it reached anybody; see decision 24.
 */
export function referenceOf(order: string, attempt: number): string {
  return attempt === 1 ? stem(order) : `${stem(order)}.${attempt}`;
}

/** The reference of the one charge of a saved method for an order. */
export function savedReferenceOf(order: string): string {
  return `${stem(order)}.saved`;
}

/** Whether a reference is of a charge of a saved method, which has no page to pay on. */
export function isSavedReference(text: string): boolean {
  return text.endsWith('.saved');
}

/** The order of a reference; null for one that is not ours. */
export function orderIdOf(text: string): string | null {
  const [, prefix, rest] = reference.exec(text) ?? [];
  return prefix === undefined || rest === undefined ? null : `${prefix}_${rest}`;
}

function stem(order: string): string {
  if (!orderId.test(order)) {
    throw new Error(`"${order}" makes no reference: an id is a prefix, "_", letters and digits`);
  }
  return order.replace('_', '-');
}
