import type { Binary, BSONRegExp, Code, ObjectId, Timestamp } from 'bson';
import type { Doc } from './doc.js';
import { numberKey } from './exact-number.js';
import { type Kind, kindOf, type Numeric } from './kinds.js';

const writers: { readonly [K in Kind]: (value: never) => string } = {
  minKey: () => '-',
  maxKey: () => '+',
  null: () => '0',
  number: (value: Numeric) => `n${numberKey(value)}`,
  string: (value: unknown) => `s${JSON.stringify(String(value))}`,
  object: (value: Doc) =>
    `{${Object.entries(value).map(([name, inner]) => `${JSON.stringify(name)}:${keyOf(inner)}`)}}`,
  array: (value: readonly unknown[]) => `[${value.map(keyOf)}]`,
  binData: (value: Binary) => `x${value.sub_type}:${value.toString('base64')}`,
  objectId: (value: ObjectId) => `o${value.toHexString()}`,
  bool: (value: boolean) => `b${value}`,
  date: (value: Date) => `d${value.getTime()}`,
  timestamp: (value: Timestamp) => `t${value.toString()}`,
  regex: (value: BSONRegExp) => `r${JSON.stringify([value.pattern, value.options])}`,
  javascript: (value: Code) => `c${JSON.stringify(value.code)}`,
};

/** One text for all values that `compareValues` finds equal, and only for those. */
export function keyOf(value: unknown): string {
  return writers[kindOf(value)](value as never);
}
