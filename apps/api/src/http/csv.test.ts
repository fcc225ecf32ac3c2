import { listOf } from '@telex-credits/contracts';
import request from 'supertest';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { testApp, testRoute } from '../testing/test-app.js';
import { bind } from './bind.js';
import { csvCell } from './csv.js';

describe('a cell', () => {
  test.each([
    ['plain', 'plain'],
    ['with, comma', '"with, comma"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\nlines', '"two\nlines"'],
    ['-12.5', '-12.5'],
    ['=HYPERLINK("x")', `"'=HYPERLINK(""x"")"`],
    ['+1', "'+1"],
    ['-2+3', "'-2+3"],
    ['@sum', "'@sum"],
    ['\tx', "'\tx"],
    [null, ''],
    [true, 'true'],
    [['a', 1], '"[""a"",1]"'],
  ])('%j is written %s', (value, text) => {
    expect(csvCell(value)).toBe(text);
  });
});

const item = z.strictObject({
  id: z.string(),
  price: z.strictObject({ amount: z.string(), currency: z.string() }),
  note: z.strictObject({ text: z.string() }).nullable(),
});
const list = testRoute({
  ...{ csv: true, reply: listOf(item) },
  query: z.strictObject({
    limit: z.coerce.number().int().max(200).default(50),
    cursor: z.string().optional(),
  }),
});
const rows = Array.from({ length: 450 }, (_, n) => ({
  id: `row_${n}`,
  price: { amount: `-${n}.5`, currency: 'USD' },
  note: n % 2 === 0 ? null : { text: '=1+1' },
}));
const { app } = testApp([
  bind(list, async (call) => {
    const { limit, cursor } = call.query as { limit: number; cursor?: string };
    const from = Number(cursor ?? 0);
    const next = from + limit;
    return { data: rows.slice(from, next), nextCursor: next < rows.length ? String(next) : null };
  }),
]);

test('a list as CSV has a header and every row of every page', async () => {
  const reply = await request(app).get('/api/v1/test').set('Accept', 'text/csv').expect(200);
  expect(reply.headers['content-type']).toContain('text/csv');
  const lines = reply.text.split('\r\n');
  expect(lines[0]).toBe('id,price.amount,price.currency,note.text');
  expect(lines[1]).toBe('row_0,-0.5,USD,');
  expect(lines[2]).toBe("row_1,-1.5,USD,'=1+1");
  expect(lines).toHaveLength(rows.length + 2);
  expect(lines.at(-1)).toBe('');
});

test('without asking for CSV it stays JSON, one page', async () => {
  const reply = await request(app).get('/api/v1/test').set('Accept', '*/*').expect(200);
  expect(reply.body.data).toHaveLength(50);
});

test('a refused query is a problem, not a file', async () => {
  const reply = await request(app).get('/api/v1/test?limit=900').set('Accept', 'text/csv');
  expect([reply.status, reply.body.code]).toEqual([400, 'invalid_request']);
});
