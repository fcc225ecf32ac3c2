import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router';
import { Button } from '../ui/button.js';
import { EmptyState, ProblemNotice } from '../ui/states.js';

const TITLE = 'This page could not be loaded';

/** What is shown when a page could not be loaded at all; around it the navigation stays. */
export function PageProblem({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const retry = () => {
    reset();
    void router.invalidate();
  };
  return (
    <div className="mx-auto max-w-xl px-4 py-16">
      <title>{`${TITLE} · Telex Credits`}</title>
      <h1 className="sr-only">{TITLE}</h1>
      <ProblemNotice error={error} title={TITLE} onRetry={retry} />
    </div>
  );
}

/** The same where there is nothing around it, because not even who is signed in is known. */
export function WholeProblem(props: ErrorComponentProps) {
  return (
    <main>
      <PageProblem {...props} />
    </main>
  );
}

/** What is shown for an address that leads nowhere. */
export function PageNotFound() {
  return (
    <main className="mx-auto max-w-xl px-4 py-16">
      <title>Page not found · Telex Credits</title>
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
