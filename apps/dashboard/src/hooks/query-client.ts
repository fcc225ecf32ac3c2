import { QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiProblem } from '../api/problem.js';

const FRESH_MS = 15_000;
const RETRIES_MAX = 2;

interface QueryClientOptions {
  /** Hears that the server no longer knows who is signed in. */
  readonly onSignedOut?: () => void;
  /** How often a query that got no answer is asked again. */
  readonly retriesMax?: number;
}

/** A client for the page's queries; each test makes its own. */
export function createQueryClient({
  onSignedOut,
  retriesMax = RETRIES_MAX,
}: QueryClientOptions = {}): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error, { queryKey }) => {
        if (error instanceof ApiProblem && error.status === 401 && queryKey[0] !== 'me') {
          onSignedOut?.();
        }
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: FRESH_MS,
        // Offline, a request fails and says so; paused it would look like one that still loads.
        networkMode: 'always',
        retry: (failures, error) => failures < retriesMax && mayPass(error),
      },
      mutations: { networkMode: 'always' },
    },
  });
}

/** A refusal stays a refusal; only what may pass (no answer, 5xx) is asked again. */
function mayPass(error: unknown): boolean {
  return !(error instanceof ApiProblem) || error.status === 0 || error.status >= 500;
}
