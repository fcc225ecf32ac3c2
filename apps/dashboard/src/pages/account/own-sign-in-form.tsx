import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useForm, useWatch } from 'react-hook-form';
import { signIn } from '../../api/authentication.js';
import { ApiProblem } from '../../api/problem.js';
import { Button } from '../../ui/button.js';
import { TextField } from '../../ui/field.js';
import { ProblemNotice } from '../../ui/states.js';
import { credentialsSchema } from './credentials.js';

/** Signing in with the e-mail and password of an account here. */
export function OwnSignInForm({ onSignedIn }: { readonly onSignedIn: () => Promise<void> }) {
  const { register, handleSubmit, control, formState } = useForm({
    resolver: zodResolver(credentialsSchema),
    defaultValues: { email: '', password: '' },
  });
  const email = useWatch({ control, name: 'email' });
  const enter = useMutation({ mutationFn: signIn, onSuccess: onSignedIn });
  const unconfirmed =
    enter.error instanceof ApiProblem && enter.error.code === 'email_not_verified';
  return (
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
      {enter.error !== null && <ProblemNotice error={enter.error} title="You are not signed in" />}
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
  );
}
