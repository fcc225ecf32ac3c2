/** A value without parts, as RFC 8941 has it; tokens are read as texts. */
type Bare = string | number | boolean | Uint8Array<ArrayBuffer>;

interface ListItem {
  readonly value: Bare;
  readonly parameters: ReadonlyMap<string, Bare>;
}

/** A member of a dictionary: an inner list, or a single value. */
export interface Member {
  /** As it was written, parameters included. */
  readonly source: string;
  /** Null for a single value. */
  readonly list: readonly ListItem[] | null;
  /** Null for a list. */
  readonly value: Bare | null;
  readonly parameters: ReadonlyMap<string, Bare>;
}

const keyText = /[a-z*][a-z0-9_.*-]*/y;
const quoted = /"((?:[\x20-\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"/y;
const numeric = /-?\d{1,15}(?:\.\d{1,3})?/y;
const binary = /:([A-Za-z0-9+/]*={0,2}):/y;
const truth = /\?([01])/y;
const token = /[A-Za-z*][A-Za-z0-9!#$%&'*+.^_`|~:/-]*/y;
const blanks = /[ \t]*/y;

/**
 * Reads a dictionary of structured fields (RFC 8941), as `Signature-Input`, `Signature` and
 * `Content-Digest` are. Undefined for anything else, and where a key is there twice.
 */
export function readDictionary(text: string): ReadonlyMap<string, Member> | undefined {
  try {
    return new Reader(text.trim()).dictionary();
  } catch (error) {
    if (error instanceof Malformed) {
      return undefined;
    }
    throw error;
  }
}

class Malformed extends Error {}

class Reader {
  #at = 0;

  constructor(readonly text: string) {}

  dictionary(): Map<string, Member> {
    const members = new Map<string, Member>();
    while (this.#at < this.text.length) {
      const key = this.#need(keyText)[0];
      if (members.has(key)) {
        throw new Malformed();
      }
      members.set(key, this.#member());
      this.#match(blanks);
      if (this.#at < this.text.length && (!this.#takes(',') || !this.#hasMore())) {
        throw new Malformed();
      }
    }
    return members;
  }

  #hasMore(): boolean {
    this.#match(blanks);
    return this.#at < this.text.length;
  }

  #member(): Member {
    const hasValue = this.#takes('=');
    const start = this.#at;
    const list = hasValue && this.text.charAt(start) === '(' ? this.#list() : null;
    const value = hasValue && list === null ? this.#bare() : null;
    const parameters = this.#parameters();
    const source = this.text.slice(start, this.#at);
    return { source, list, value: list === null ? (value ?? true) : null, parameters };
  }

  #list(): ListItem[] {
    const items: ListItem[] = [];
    this.#at += 1;
    for (;;) {
      const gap = this.#match(/ */y)?.[0].length ?? 0;
      if (this.#takes(')')) {
        return items;
      }
      if (items.length > 0 && gap === 0) {
        throw new Malformed();
      }
      items.push({ value: this.#bare(), parameters: this.#parameters() });
    }
  }

  #parameters(): Map<string, Bare> {
    const parameters = new Map<string, Bare>();
    while (this.#takes(';')) {
      this.#match(/ */y);
      const key = this.#need(keyText)[0];
      if (parameters.has(key)) {
        throw new Malformed();
      }
      parameters.set(key, this.#takes('=') ? this.#bare() : true);
    }
    return parameters;
  }

  #bare(): Bare {
    const text = this.#match(quoted)?.[1];
    if (text !== undefined) {
      return text.replace(/\\(["\\])/g, '$1');
    }
    const bytes = this.#match(binary)?.[1];
    if (bytes !== undefined) {
      return bytesOf(bytes);
    }
    const flag = this.#match(truth)?.[1];
    if (flag !== undefined) {
      return flag === '1';
    }
    const number = this.#match(numeric)?.[0];
    return number === undefined ? this.#need(token)[0] : Number(number);
  }

  #takes(mark: string): boolean {
    const there = this.text.charAt(this.#at) === mark;
    this.#at += there ? 1 : 0;
    return there;
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text) ?? undefined;
    this.#at += found?.[0].length ?? 0;
    return found;
  }

  #need(pattern: RegExp): RegExpExecArray {
    const found = this.#match(pattern);
    if (found === undefined) {
      throw new Malformed();
    }
    return found;
  }
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    throw new Malformed();
  }
}
