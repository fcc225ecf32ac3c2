import { defineConfig } from 'vitest/config';

/**
 * Workspace packages are tested from their sources; see `exports` in each package.json. The rest
 * resolves as Node resolves it: Vite's own default adds `module`, files for bundlers that Node
 * cannot load (@opentelemetry/api, which better-auth imports).
 */
const conditions = ['@telex-credits/source', 'node', 'module-sync', 'development|production'];

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    passWithNoTests: true,
    projects: [
      {
        ssr: { resolve: { conditions, externalConditions: conditions } },
        test: {
          name: 'unit',
          environment: 'node',
          include: [
            'packages/*/src/**/*.test.ts',
            'apps/api/src/**/*.test.ts',
            'scripts/**/*.test.ts',
          ],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: { poll: { timeout: 10_000 } },
        },
      },
      'apps/dashboard/vitest.config.ts',
    ],
  },
});
