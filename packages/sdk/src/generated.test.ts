import { expect, it } from 'vitest';
import { generateOperations, generateTypes } from './testing/generate.js';

const how = 'the contracts changed: run `npx vitest run packages/sdk -u` and commit what it wrote';

it('the generated types and operations are those of the contracts', async () => {
  await expect(generateTypes(), how).toMatchFileSnapshot('./generated/types.ts');
  await expect(generateOperations(), how).toMatchFileSnapshot('./generated/operations.ts');
});
