import { createMemoryHistory } from '@tanstack/react-router';
import { render } from '@testing-library/react';
import { App } from '../app.js';
import { createQueryClient } from '../hooks/query-client.js';
import { createAppRouter } from '../router.js';

/** Renders the whole dashboard at an address. */
export function renderApp(address: string) {
  const queryClient = createQueryClient({ retriesMax: 0 });
  const history = createMemoryHistory({ initialEntries: [address] });
  const router = createAppRouter(queryClient, history);
  return { ...render(<App queryClient={queryClient} router={router} />), router, queryClient };
}
