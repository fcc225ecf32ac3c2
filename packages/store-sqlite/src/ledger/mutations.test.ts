import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { playMutation } from './testing/mutate.js';
import { mutations } from './testing/mutations.js';

/** In how many seeds a bug must be found. */
const seeds = { model: 120, sqlite: 30 };

describe('the simulator finds that', () => {
  it.for(mutations.map((mutation, index) => ({ ...mutation, index })))(
    '$name',
    async ({ index, ...mutation }) => {
      const { store } = mutation;
      const options = { store, seeds: seeds[store], name: `${index}` };
      const verdict = await playMutation(mutation, options);
      expect(verdict).toMatchObject({ ok: false, problem: expect.any(String) });
    },
  );

  it.each(['model', 'sqlite'] as const)(
    'nothing is wrong in %s where nothing was changed',
    async (store) => {
      const verdict = await playMutation(null, { store, seeds: 10, name: `none-${store}` });
      expect(verdict).toEqual({ ok: true, seeds: 10, problem: null });
    },
  );

  it('a mutation whose snippet is gone has to be written anew', async () => {
    const [first] = mutations;
    const gone = {
      ...first,
      find: 'no such snippet',
      store: 'model',
    } as (typeof mutations)[number];
    const options = { store: 'model', seeds: 1, name: 'gone' } as const;
    await expect(playMutation(gone, options)).rejects.toThrow('0 times');
  });

  it('docs/simulator.md lists each of them', () => {
    const page = readFileSync(new URL('../../../../docs/simulator.md', import.meta.url), 'utf8');
    expect(mutations.filter(({ name }) => !page.includes(name))).toEqual([]);
  });
});
