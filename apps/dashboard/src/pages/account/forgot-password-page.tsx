import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { requestPasswordReset } from '../../api/authentication.js';
import { Button } from '../../ui/button.js';
import { TextField } from '../../ui/field.js';
import { Notice } from '../../ui/notice.js';
import { ProblemNotice } from '../../ui/states.js';
import { AccountFrame } from './account-frame.js';

const schema = z.object({ email: z.email('Enter your e-mail address') });

/** Asks for the mail with which a new password can be set. Says the same for any address. */
export function ForgotPasswordPage() {
  const { email = '' } = useSearch({ from: '/forgot-password' });
  const { register, handleSubmit, formState } = useForm({
    resolver: zodResolver(schema),
    defaultValues: { email },
  });
  const ask = useMutation({ mutationFn: requestPasswordReset });
  return (
    <AccountFrame
      title="Forgot your password?"
      lead="We mail you a link with which you set a new one."
    >
      <form
        noValidate
        aria-label="Forgot your password"
        className="flex flex-col gap-4"
        onSubmit={(event) => void handleSubmit((values) => ask.mutate(values.email))(event)}
      >
        <TextField
          label="E-mail"
          type="email"
          autoComplete="email"
          error={formState.errors.email?.message}
          {...register('email')}
        />
        {ask.error !== null && <ProblemNotice error={ask.error} title="No link was sent" />}
        {ask.isSuccess && (
          <Notice kind="positive" alert title="Look into your mailbox">
            If <span className="break-all">{ask.variables}</span> has an account here, a link is on
            its way. It works once, for an hour. On a development server the message is in{' '}
            <code className="font-mono">data/mail</code>.
          </Notice>
        )}
        <Button type="submit" look="primary" busy={ask.isPending}>
          Send the link
        </Button>
      </form>
      <p className="text-sm text-muted">
        Remembered it?{' '}
        <Link to="/sign-in" className="font-medium text-accent-ink underline">
          Sign in
        </Link>
      </p>
    </AccountFrame>
  );
}
