import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useRouter, useSearch } from '@tanstack/react-router';
import { useForm, useWatch } from 'react-hook-form';
import { z } from 'zod';
import { signIn } from '../../api/authentication.js';
import { ApiProblem } from '../../api/problem.js';
import { Button } from '../../ui/button.js';
import { TextField } from '../../ui/field.js';
import { ProblemNotice } from '../../ui/states.js';
import { AccountFrame } from './account-frame.js';

const schema = z.object({
  email: z.email('Enter your e-mail address'),
  password: z.string().min(1, 'Enter your password'),
});

/** Signing in with e-mail and password. */
export function SignInPage() {
  const { next } = useSearch({ from: '/sign-in' });
  const router = useRouter();
  const client = useQueryClient();
  const { register, handleSubmit, control, formState } = useForm({
    resolver: zodResolver(schema),
    defaultValues: { email: '', password: '' },
  });
  const email = useWatch({ control, name: 'email' });
  const enter = useMutation({
    mutationFn: signIn,
    onSuccess: async () => {
      client.clear();
      await router.navigate({ href: safePath(next), replace: true });
    },
  });
  const unconfirmed =
    enter.error instanceof ApiProblem && enter.error.code === 'email_not_verified';
  return (
    <AccountFrame title="Sign in" lead="Buy credits, watch them work, and see what you earn.">
      <form
        noValidate
        aria-label="Sign in"
        className="flex flex-col gap-4"
        onSubmit={(event) => void handleSubmit((values) => enter.mutate(values))(event)}
      >
        <TextField
          label="E-mail"
          type="email"
          autoComplete="email"
          error={formState.errors.email?.message}
          {...register('email')}
        />
        <TextField
          label="Password"
          type="password"
          autoComplete="current-password"
          error={formState.errors.password?.message}
          {...register('password')}
        />
        {enter.error !== null && (
          <ProblemNotice error={enter.error} title="You are not signed in" />
        )}
        {unconfirmed && (
          <Link
            to="/check-email"
            search={{ email }}
            className="text-sm font-medium text-accent-ink underline"
          >
            Send the confirmation link again
          </Link>
        )}
        <Button type="submit" look="primary" busy={enter.isPending}>
          Sign in
        </Button>
        <Link
          to="/forgot-password"
          search={email === '' ? {} : { email }}
          className="self-start text-sm font-medium text-accent-ink underline"
        >
          Forgot your password?
        </Link>
      </form>
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
