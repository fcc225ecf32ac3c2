/** A value inside a JSON text, by position: `text.slice(start, end)` is its exact spelling. */
export interface JsonSpan {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

interface Member {
  readonly key: string;
  readonly value: JsonSpan;
}

/** Two keys of one object that different readers would take for the same field. */
export class AmbiguousJson extends Error {
  override readonly name = 'AmbiguousJson';
  constructor(readonly field: string) {
    super(`the field "${field}" is there more than once`);
  }
}

const blank = new Set([' ', '\t', '\n', '\r']);

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (blank.has(text.charAt(at))) {
    at += 1;
  }
  return at;
}

/** From an opening quote to just after the closing one. */
function stringEnd(text: string, from: number): number {
  let at = from + 1;
  while (text.charAt(at) !== '"') {
    at += text.charAt(at) === '\\' ? 2 : 1;
  }
  return at + 1;
}

const scalarEnd = /[\s,\]}]|$/g;
const structural = /["[\]{}]/g;

/** From an opening bracket to just after its partner, without recursion: depth is the caller's to choose. */
function containerEnd(text: string, from: number): number {
  let depth = 0;
  structural.lastIndex = from;
  for (let match = structural.exec(text); match !== null; match = structural.exec(text)) {
    const mark = match[0];
    if (mark === '"') {
      structural.lastIndex = stringEnd(text, match.index);
    } else {
      depth += mark === '{' || mark === '[' ? 1 : -1;
    }
    if (depth === 0) {
      return match.index + 1;
    }
  }
  return text.length;
}

function valueEnd(text: string, from: number): number {
  const first = text.charAt(from);
  if (first === '"') {
    return stringEnd(text, from);
  }
  if (first === '{' || first === '[') {
    return containerEnd(text, from);
  }
  scalarEnd.lastIndex = from;
  return scalarEnd.exec(text)?.index ?? text.length;
}

/** Steps over one element of an object or array: its value, and where the next one starts. */
function elementAt(
  text: string,
  from: number,
): { readonly value: JsonSpan; readonly next: number } {
  const start = skipBlanks(text, from);
  const end = valueEnd(text, start);
  const after = skipBlanks(text, end);
  return { value: { text, start, end }, next: skipBlanks(text, after + 1) };
}

function membersOf(object: JsonSpan): Member[] {
  const { text } = object;
  const members: Member[] = [];
  let at = skipBlanks(text, object.start + 1);
  while (text.charAt(at) === '"' && at < object.end) {
    const keyEnd = stringEnd(text, at);
    const key = String(JSON.parse(text.slice(at, keyEnd)));
    const { value, next } = elementAt(text, skipBlanks(text, keyEnd) + 1);
    members.push({ key, value });
    at = next;
  }
  return members;
}

/** `contextId`, `context_id` and `CONTEXTID` name the same field to one reader or another. */
function canonicalKey(key: string): string {
  return key.replaceAll(/[_-]/g, '').toLowerCase();
}

/**
 * The whole of a JSON text as a span. Throws `SyntaxError` when it is not JSON; everything else here
 * counts on that check.
 */
export function parseSpan(text: string): JsonSpan {
  JSON.parse(text);
  const start = skipBlanks(text, 0);
  return { text, start, end: valueEnd(text, start) };
}

/** Whether a value is an object. */
export function isObject(span: JsonSpan): boolean {
  return span.text.charAt(span.start) === '{';
}

/** Whether a value is an array. */
export function isArray(span: JsonSpan): boolean {
  return span.text.charAt(span.start) === '[';
}

/**
 * A field of an object, whichever way its name is spelt; undefined when there is none, or the value
 * is no object. Throws `AmbiguousJson` when two keys could mean it: readers take different ones, and
 * what is checked here must be what the upstream reads.
 */
export function field(object: JsonSpan | undefined, name: string): JsonSpan | undefined {
  if (object === undefined || !isObject(object)) {
    return undefined;
  }
  const wanted = canonicalKey(name);
  const found = membersOf(object).filter(({ key }) => canonicalKey(key) === wanted);
  if (found.length > 1) {
    throw new AmbiguousJson(name);
  }
  return found[0]?.value;
}

/** The elements of an array; none for anything else. */
export function items(array: JsonSpan | undefined): JsonSpan[] {
  if (array === undefined || !isArray(array)) {
    return [];
  }
  const { text } = array;
  const found: JsonSpan[] = [];
  let at = skipBlanks(text, array.start + 1);
  while (at < array.end - 1 && text.charAt(at) !== ']') {
    const { value, next } = elementAt(text, at);
    found.push(value);
    at = next;
  }
  return found;
}

/** Where a member of an object, or an element of an array by its index, starts. */
function childStart(text: string, from: number, token: string): number | undefined {
  const open = text.charAt(from);
  let at = skipBlanks(text, from + 1);
  const goesOn = () => !['', '}', ']'].includes(text.charAt(at));
  for (let index = 0; (open === '{' || open === '[') && goesOn(); index += 1) {
    let key = String(index);
    if (open === '{') {
      const keyEnd = stringEnd(text, at);
      key = String(JSON.parse(text.slice(at, keyEnd)));
      at = skipBlanks(text, skipBlanks(text, keyEnd) + 1);
    }
    if (key === token) {
      return at;
    }
    const after = skipBlanks(text, valueEnd(text, at));
    at = text.charAt(after) === ',' ? skipBlanks(text, after + 1) : after;
  }
  return undefined;
}

/**
 * The value that a JSON Pointer (RFC 6901) names; the first one where an object has two members of a
 * name. One pass over the text, however large and deep it is.
 */
export function valueAt({ text, start }: JsonSpan, pointer: string): JsonSpan | undefined {
  const found = pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<number | undefined>(
      (at, token) => (at === undefined ? undefined : childStart(text, at, token)),
      start,
    );
  return found === undefined ? undefined : { text, start: found, end: valueEnd(text, found) };
}

/** The value itself. */
export function decode(span: JsonSpan): unknown {
  return JSON.parse(span.text.slice(span.start, span.end));
}

/** The value where it is a string that is not empty. */
export function textOf(span: JsonSpan | undefined): string | undefined {
  const value =
    span === undefined || span.text.charAt(span.start) !== '"' ? undefined : decode(span);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** One replacement of an exact part of a text. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

/** Replaces parts that do not overlap; every other character stays as it is. */
export function splice(text: string, splices: readonly Splice[]): string {
  let result = '';
  let at = 0;
  for (const part of [...splices].sort((a, b) => a.start - b.start)) {
    result += text.slice(at, part.start) + part.replacement;
    at = part.end;
  }
  return result + text.slice(at);
}
