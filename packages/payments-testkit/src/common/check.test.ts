import { expect, it } from 'vitest';
import { createRequestChecker } from './check.js';
import { type Description, reduceDescription } from './description.js';

const description: Description = {
  paths: {
    '/things/{thing}': {
      post: {
        parameters: [{ name: 'dry', in: 'query', schema: { type: 'boolean' } }],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: {
                allOf: [{ $ref: '#/components/schemas/Base' }],
                properties: { note: { type: 'string', nullable: true } },
              },
            },
          },
        },
      },
    },
    '/things/all': { get: {} },
    '/forms': {
      post: {
        requestBody: {
          content: {
            'application/x-www-form-urlencoded': {
              schema: { type: 'object', properties: { amount: { type: 'integer' } } },
            },
          },
        },
      },
    },
  },
  components: {
    schemas: {
      Base: {
        type: 'object',
        description: 'a thing',
        required: ['description'],
        properties: { description: { type: 'string' }, size: { type: 'integer' } },
      },
    },
  },
};

it.each([
  ['as it was published', description],
  ['reduced', reduceDescription(description, ['POST /things/{thing}', 'POST /forms'])],
])('compares path, query and body with a description %s', (_, given) => {
  const check = createRequestChecker(given);
  const post = (body: unknown, query = {}) =>
    check({ method: 'POST', path: '/things/t_1', query, body });
  const good = post({ description: 'a', note: null, size: 1 }, { dry: 'true' });
  expect(good).toEqual({
    operation: 'POST /things/{thing}',
    params: { thing: 't_1' },
    problems: [],
  });
  expect(post({ size: 1 })?.problems).toHaveLength(1);
  expect(post({ description: 'a', size: '1' })?.problems).toHaveLength(1);
  expect(post({ description: 'a', sise: 1 })?.problems.join()).toContain('sise');
  expect(post({ description: 'a' }, { dri: 'true' })?.problems.join()).toContain('dri');
  expect(post(undefined)?.problems).toEqual(['body is missing']);
  expect(check({ method: 'DELETE', path: '/things/t_1', query: {}, body: {} })).toBeUndefined();
});

it('reads numbers from forms, whole ones only, and prefers a fixed path', () => {
  const check = createRequestChecker(description);
  const form = (amount: string) =>
    check({ method: 'POST', path: '/forms', query: {}, body: { amount } })?.problems;
  expect(form('10')).toEqual([]);
  expect(form('10.5')).toHaveLength(1);
  const request = { method: 'GET', path: '/things/all', query: {}, body: undefined };
  expect(check(request)?.operation).toBe('GET /things/all');
});

it('refuses to reduce to an operation that is not described', () => {
  expect(() => reduceDescription(description, ['GET /nothing'])).toThrow('GET /nothing');
});
