import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation } from '@tanstack/react-query';
import { useForm } from 'react-hook-form';
import { signInWithTelex } from '../../api/authentication.js';
import { Button } from '../../ui/button.js';
import { TextField } from '../../ui/field.js';
import { ProblemNotice } from '../../ui/states.js';
import { credentialsSchema } from './credentials.js';

/** Signing in with the e-mail and password of an account at Telex. */
export function TelexSignInForm({ onSignedIn }: { readonly onSignedIn: () => Promise<void> }) {
  const { register, handleSubmit, formState } = useForm({
    resolver: zodResolver(credentialsSchema),
    defaultValues: { email: '', password: '' },
  });
  const enter = useMutation({ mutationFn: signInWithTelex, onSuccess: onSignedIn });
  return (
    <form
      noValidate
      aria-label="Sign in with Telex"
      className="flex flex-col gap-4"
      onSubmit={(event) => void handleSubmit((values) => enter.mutate(values))(event)}
    >
      <TextField
        label="E-mail at Telex"
        type="email"
        autoComplete="email"
        error={formState.errors.email?.message}
        {...register('email')}
      />
      <TextField
        label="Password at Telex"
        type="password"
        autoComplete="off"
        hint="It goes to Telex and is not kept here. Your organisations and roles come along."
        error={formState.errors.password?.message}
        {...register('password')}
      />
      {enter.error !== null && <ProblemNotice error={enter.error} title="You are not signed in" />}
      <Button type="submit" look="primary" busy={enter.isPending}>
        Sign in with Telex
      </Button>
    </form>
  );
}
