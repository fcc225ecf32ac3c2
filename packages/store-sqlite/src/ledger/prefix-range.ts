/** Bounds, from (included) and to (excluded), of all ids that start with the prefix. */
export function prefixRange(prefix: string): readonly [from: string, to: string] {
  // U+10FFFF sorts behind every character that can follow.
  return [prefix, `${prefix}\u{10FFFF}`];
}
