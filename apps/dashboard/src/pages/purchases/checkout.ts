/** Whether an address may be opened as a page: http or https, and nothing that runs here. */
export function isWebAddress(address: string | null): address is string {
  try {
    return address !== null && /^https?:$/.test(new URL(address, window.location.href).protocol);
  } catch {
    return false;
  }
}

/** Goes to the provider's payment page, or to the purchase where there is none to go to. */
export function leaveFor(checkoutUrl: string | null, purchaseId: string): void {
  window.location.assign(
    isWebAddress(checkoutUrl) ? checkoutUrl : `/purchases/${encodeURIComponent(purchaseId)}`,
  );
}
