import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router';
import { Button } from '../ui/button.js';
import { EmptyState, ProblemNotice } from '../ui/states.js';

/** What is shown when a page could not be loaded at all. */
export function PageProblem({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const retry = () => {
    reset();
    void router.invalidate();
  };
  return (
    <div className="mx-auto max-w-xl px-4 py-16">
      <ProblemNotice error={error} title="This page could not be loaded" onRetry={retry} />
    </div>
  );
}

/** What is shown for an address that leads nowhere. */
export function PageNotFound() {
  return (
    <main className="mx-auto max-w-xl px-4 py-16">
      <h1 className="sr-only">Page not found</h1>
      <EmptyState
        title="There is no page at this address"
        action={
          <Button asChild look="primary">
            <Link to="/">Go to the overview</Link>
          </Button>
        }
      />
    </main>
  );
}
