import { expect, it } from 'vitest';
import { createPrinter, printable, table } from './print.js';

it('a table has columns as wide as their widest cell, and says so when it is empty', () => {
  const rows = [
    ['a', 'two words'],
    ['longer', null],
  ];
  expect(table(['X', 'NAME'], rows, 'None.')).toBe(
    ['X       NAME', 'a       two words', 'longer  -'].join('\n'),
  );
  expect(table(['X'], [], 'None.')).toBe('None.');
});

it('names of publishers and answers of agents cannot steer a terminal', () => {
  expect(printable('\u001b]0;owned\u0007a\u009b31mb\tc\nd\r')).toBe(']0;owneda31mb\tc\nd');
  expect(table(['N'], [['a\nb\u001b[2J']], '')).toBe('N\na b[2J');
});

it('for scripts there is JSON on standard output, and nothing else', () => {
  const out: string[] = [];
  const errors: string[] = [];
  const streams = {
    stdout: { write: (text: string) => out.push(text) },
    stderr: { write: (text: string) => errors.push(text) },
  };
  createPrinter(streams, true).result({ a: '1' }, () => 'for people');
  createPrinter(streams, false).result({ a: '1' }, () => 'for people');
  createPrinter(streams, true).note('progress');
  expect([out, errors]).toEqual([['{"a":"1"}\n', 'for people\n'], ['progress\n']]);
});
