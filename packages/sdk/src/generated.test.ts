import { expect, it } from 'vitest';
import { generateOperations, generateTypes } from './testing/generate.js';

it('the generated types and operations are those of the contracts', async () => {
  await expect(generateTypes()).toMatchFileSnapshot('./generated/types.ts');
  await expect(generateOperations()).toMatchFileSnapshot('./generated/operations.ts');
});
