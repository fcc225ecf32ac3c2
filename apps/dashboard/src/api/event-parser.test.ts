import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEventParser } from './event-parser.js';

const stream = [
  ': hello',
  '',
  'id: 41',
  'event: wallet.updated',
  'data: {"available":"1"}',
  '',
  'data: first line',
  'data: second line',
  '',
  'id: 43',
  'event: nothing to say',
  '',
  'data:after',
  '',
  '',
].join('\n');

const expected = [
  { id: '41', event: 'wallet.updated', data: '{"available":"1"}' },
  { id: '41', event: 'message', data: 'first line\nsecond line' },
  { id: '43', event: 'message', data: 'after' },
];

test('a stream is read the same wherever its chunks are cut', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.array(fc.nat(stream.length * 2), { maxLength: 12 }),
      (ending, cuts) => {
        const text = stream.replaceAll('\n', ending);
        const places = [0, ...cuts.filter((cut) => cut < text.length).sort((a, b) => a - b)];
        const parser = createEventParser();
        const messages = places.flatMap((from, index) =>
          parser.push(text.slice(from, places[index + 1] ?? text.length)),
        );
        // A lone carriage return at the very end may still become a CRLF.
        expect([...messages, ...parser.push('\n')]).toEqual(expected);
      },
    ),
  );
});

test('a message that is not finished is not delivered', () => {
  const parser = createEventParser();
  expect(parser.push('data: half')).toEqual([]);
  expect(parser.push('\n')).toEqual([]);
  expect(parser.push('\n')).toHaveLength(1);
});

test("the server's wish for the wait is heard", () => {
  const waits: number[] = [];
  createEventParser((wait) => waits.push(wait)).push('retry: 2500\nretry: soon\n');
  expect(waits).toEqual([2500]);
});
