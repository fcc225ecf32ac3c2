/** How many whole calls of one price a balance covers. */
export function wholeCalls(available: bigint, price: bigint): bigint {
  return price <= 0n || available <= 0n ? 0n : available / price;
}
