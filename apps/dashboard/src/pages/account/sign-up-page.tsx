import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { signUp } from '../../api/authentication.js';
import { Button } from '../../ui/button.js';
import { TextField } from '../../ui/field.js';
import { Notice } from '../../ui/notice.js';
import { ProblemNotice } from '../../ui/states.js';
import { keepReferral } from '../promotions/kept-referral.js';
import { AccountFrame } from './account-frame.js';
import { NEW_PASSWORD_HINT, newPasswordField } from './new-password.js';

const schema = z.object({
  name: z.string().trim().min(1, 'Enter your name').max(80, 'Use at most 80 characters'),
  email: z.email('Enter a full e-mail address, such as ada@example.com'),
  password: newPasswordField,
});

/** Making an account. */
export function SignUpPage() {
  const { referral } = useSearch({ from: '/sign-up' });
  const navigate = useNavigate();
  const client = useQueryClient();
  const { register, handleSubmit, formState } = useForm({
    resolver: zodResolver(schema),
    defaultValues: { name: '', email: '', password: '' },
  });
  const create = useMutation({
    mutationFn: signUp,
    onSuccess: async (_, { email }) => {
      client.clear();
      if (referral !== undefined) {
        keepReferral(referral);
      }
      await navigate({ to: '/check-email', search: { email } });
    },
  });
  return (
    <AccountFrame title="Create an account" lead="One account for buying, spending and earning.">
      {referral !== undefined && (
        <Notice title={`You were invited with the code ${referral}`}>
          Confirm your address, then accept it: after your first purchase you both get free credits.
        </Notice>
      )}
      <form
        noValidate
        aria-label="Create an account"
        className="flex flex-col gap-4"
        onSubmit={(event) => void handleSubmit((values) => create.mutate(values))(event)}
      >
        <TextField
          label="Name"
          autoComplete="name"
          error={formState.errors.name?.message}
          {...register('name')}
        />
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
          autoComplete="new-password"
          hint={NEW_PASSWORD_HINT}
          error={formState.errors.password?.message}
          {...register('password')}
        />
        {create.error !== null && (
          <ProblemNotice error={create.error} title="The account was not made" />
        )}
        <Button type="submit" look="primary" busy={create.isPending}>
          Create account
        </Button>
      </form>
      <p className="text-sm text-muted">
        Already here?{' '}
        <Link to="/sign-in" className="font-medium text-accent-ink underline">
          Sign in
        </Link>
      </p>
    </AccountFrame>
  );
}
