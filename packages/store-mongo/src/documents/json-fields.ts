/** Any JSON value. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** Characters that MongoDB gives a meaning in a field's name, and the one that marks an escape. */
const special = /[%$.\0]/g;
const escaped = /%(24|25|2E|00)/g;

function writeKey(key: string): string {
  return key.replace(
    special,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

function readKey(key: string): string {
  return key.replace(escaped, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** JSON as fields of a document: names with `$`, `.` or a NUL, which old servers refuse, are escaped. */
export function writeFields(value: unknown): JsonValue {
  if (Array.isArray(value)) {
    return value.map((item) => writeFields(item ?? null));
  }
  if (typeof value !== 'object' || value === null) {
    return value as JsonValue;
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .map(([key, field]) => [writeKey(key), writeFields(field)]),
  );
}

/** Reads what `writeFields` wrote. */
export function readFields(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(readFields);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [readKey(key), readFields(field)]),
  );
}
