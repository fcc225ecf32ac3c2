import { useQueryClient } from '@tanstack/react-query';
import { Link, useRouter, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useSignInOptions } from '../../hooks/telex.js';
import { Button } from '../../ui/button.js';
import { AccountFrame } from './account-frame.js';
import { OwnSignInForm } from './own-sign-in-form.js';
import { TelexSignInForm } from './telex-sign-in-form.js';

/** Signing in with an account here or, where that is set up, with one at Telex. */
export function SignInPage() {
  const { next } = useSearch({ from: '/sign-in' });
  const router = useRouter();
  const client = useQueryClient();
  const hasTelex = useSignInOptions().data?.telex === true;
  const [withTelex, setWithTelex] = useState(false);
  const goOn = async () => {
    client.clear();
    await router.navigate({ href: safePath(next), replace: true });
  };
  const Form = withTelex ? TelexSignInForm : OwnSignInForm;
  return (
    <AccountFrame title="Sign in" lead="Buy credits, watch them work, and see what you earn.">
      <Form onSignedIn={goOn} />
      {hasTelex && (
        <Button onClick={() => setWithTelex(!withTelex)}>
          {withTelex ? 'Use an account of this site' : 'Use a Telex account'}
        </Button>
      )}
      <p className="text-sm text-muted">
        New here?{' '}
        <Link to="/sign-up" className="font-medium text-accent-ink underline">
          Create an account
        </Link>
      </p>
    </AccountFrame>
  );
}

/** A path on this site and nothing else: an address from a link may lead nowhere outside. */
export function safePath(next: string | undefined): string {
  return next !== undefined && /^\/(?![/\\])/.test(next) ? next : '/';
}
