import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { config } from 'zod';
import { App } from './app.js';
import { createQueryClient } from './hooks/query-client.js';
import { createAppRouter } from './router.js';
import './styles.css';

// Zod would try `new Function` for speed, which the content security policy forbids.
config({ jitless: true });

const queryClient = createQueryClient({
  // A session that ended while the page was open: ask who is there, which leads to the sign-in.
  onSignedOut: () => {
    queryClient.removeQueries({ queryKey: ['me'] });
    void router.invalidate();
  },
});
const router = createAppRouter(queryClient);

const container = document.getElementById('root');
if (container === null) {
  throw new Error('index.html has no element with the id "root"');
}
createRoot(container).render(
  <StrictMode>
    <App queryClient={queryClient} router={router} />
  </StrictMode>,
);
