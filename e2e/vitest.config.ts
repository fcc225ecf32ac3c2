import { defaultServerConditions } from 'vite';
import { defineConfig } from 'vitest/config';

/** Browser and whole-system tests: one at a time, against what `npm run build` made. */
export default defineConfig({
  root: import.meta.dirname,
  ssr: { resolve: { conditions: ['@telex-credits/source', ...defaultServerConditions] } },
  test: {
    name: 'e2e',
    environment: 'node',
    include: ['src/**/*.test.ts'],
    globalSetup: ['src/global-setup.ts'],
    fileParallelism: false,
    maxWorkers: 1,
    maxConcurrency: 2,
    passWithNoTests: true,
    testTimeout: 60_000,
    hookTimeout: 90_000,
  },
});
