import { type QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { Toaster } from 'sonner';
import type { createAppRouter } from './router.js';
import { useTheme } from './shell/theme.js';

interface AppProps {
  readonly queryClient: QueryClient;
  readonly router: ReturnType<typeof createAppRouter>;
}

/** The whole dashboard. */
export function App({ queryClient, router }: AppProps) {
  const [theme] = useTheme();
  return (
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
      <Toaster theme={theme} position="bottom-right" closeButton />
    </QueryClientProvider>
  );
}
