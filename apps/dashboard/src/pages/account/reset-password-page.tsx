import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { resetPassword } from '../../api/authentication.js';
import { ApiProblem } from '../../api/problem.js';
import { Button } from '../../ui/button.js';
import { TextField } from '../../ui/field.js';
import { Notice } from '../../ui/notice.js';
import { ProblemNotice } from '../../ui/states.js';
import { AccountFrame } from './account-frame.js';
import { NEW_PASSWORD_HINT, newPasswordField } from './new-password.js';

const schema = z.object({ newPassword: newPasswordField });

/** Where the link of the mail ends: sets a new password and leads to the sign-in. */
export function ResetPasswordPage() {
  const { token } = useSearch({ from: '/reset-password' });
  const client = useQueryClient();
  const { register, handleSubmit, formState } = useForm({
    resolver: zodResolver(schema),
    defaultValues: { newPassword: '' },
  });
  const reset = useMutation({
    mutationFn: resetPassword,
    // Every session has ended, this browser's too.
    onSuccess: () => client.clear(),
  });
  const isDead = reset.error instanceof ApiProblem && reset.error.code === 'invalid_token';
  if (token === undefined || isDead) {
    return <LinkDidNotWork />;
  }
  if (reset.isSuccess) {
    return (
      <AccountFrame title="Your new password is set">
        <p>All sessions of your account have ended, on every device. Sign in with it now.</p>
        <Button asChild look="primary">
          <Link to="/sign-in">Sign in</Link>
        </Button>
      </AccountFrame>
    );
  }
  return (
    <AccountFrame title="Set a new password">
      <form
        noValidate
        aria-label="Set a new password"
        className="flex flex-col gap-4"
        onSubmit={(event) =>
          void handleSubmit(({ newPassword }) => reset.mutate({ token, newPassword }))(event)
        }
      >
        <TextField
          label="New password"
          type="password"
          autoComplete="new-password"
          hint={NEW_PASSWORD_HINT}
          error={formState.errors.newPassword?.message}
          {...register('newPassword')}
        />
        {reset.error !== null && (
          <ProblemNotice error={reset.error} title="The password was not set" />
        )}
        <Button type="submit" look="primary" busy={reset.isPending}>
          Set the password
        </Button>
      </form>
    </AccountFrame>
  );
}

function LinkDidNotWork() {
  return (
    <AccountFrame title="The link did not work">
      <Notice kind="negative" alert title="It has expired or was used before">
        Ask for another one; each link works once, for an hour. Your old password still holds unless
        you have set a new one.
      </Notice>
      <Button asChild look="primary">
        <Link to="/forgot-password">Get another link</Link>
      </Button>
    </AccountFrame>
  );
}
