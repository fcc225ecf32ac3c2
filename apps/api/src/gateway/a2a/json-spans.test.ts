import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AmbiguousJson, decode, field, items, parseSpan, splice, textOf } from './json-spans.js';

describe('fields by position', () => {
  it('are found in any JSON, with the exact value that JSON.parse gives', () => {
    const jsonObject = fc.dictionary(fc.string(), fc.jsonValue());
    fc.assert(
      fc.property(jsonObject, fc.constantFrom(0, 1, 3), (object, indent) => {
        const text = JSON.stringify(object, null, indent);
        const root = parseSpan(` ${text}\n`);
        for (const [key, value] of Object.entries(JSON.parse(text))) {
          try {
            const found = field(root, key);
            expect(found === undefined ? undefined : decode(found)).toEqual(value);
          } catch (error) {
            expect(error).toBeInstanceOf(AmbiguousJson);
          }
        }
      }),
    );
  });

  it('are found in arrays in their order', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.constantFrom(0, 2), (array, indent) => {
        expect(items(parseSpan(JSON.stringify(array, null, indent))).map(decode)).toEqual(
          JSON.parse(JSON.stringify(array)),
        );
      }),
    );
  });

  it('are refused when a key is there twice, also escaped, in other case or with underscores', () => {
    for (const text of [
      '{"id":1,"id":2}',
      '{"id":1,"\\u0069d":2}',
      '{"id":1,"ID":2}',
      '{"taskId":1,"task_id":2}',
    ]) {
      const name = text.includes('task') ? 'taskId' : 'id';
      expect(() => field(parseSpan(text), name)).toThrow(AmbiguousJson);
    }
  });

  it('are not mistaken for text inside strings or nested objects', () => {
    const root = parseSpan('{"a":"{\\"url\\":\\"x\\"}","b":{"url":"inner"},"url":"outer"}');
    expect(textOf(field(root, 'url'))).toBe('outer');
    expect(textOf(field(field(root, 'b'), 'url'))).toBe('inner');
  });

  it('takes a very deep body without running out of stack', () => {
    const deep = `{"x":${'['.repeat(5000)}${']'.repeat(5000)},"id":"t"}`;
    expect(textOf(field(parseSpan(deep), 'id'))).toBe('t');
  });

  it('refuses what is not JSON', () => {
    expect(() => parseSpan('{"a":1,}')).toThrow(SyntaxError);
  });
});

describe('a splice', () => {
  it('replaces exactly the span and keeps every other character', () => {
    const text = '{ "n" : 1.50 , "url":\t"http:\\/\\/a" , "big":12345678901234567890}';
    const url = field(parseSpan(text), 'url');
    expect(url).toBeDefined();
    if (url !== undefined) {
      expect(splice(text, [{ start: url.start, end: url.end, replacement: '"b"' }])).toBe(
        '{ "n" : 1.50 , "url":\t"b" , "big":12345678901234567890}',
      );
    }
  });
});
