import { zodResolver } from '@hookform/resolvers/zod';
import { useForm } from 'react-hook-form';
import { toast } from 'sonner';
import { useMe } from '../../hooks/me.js';
import { useLinkTelex } from '../../hooks/telex.js';
import { Button } from '../../ui/button.js';
import { TextField } from '../../ui/field.js';
import { Notice } from '../../ui/notice.js';
import { ProblemNotice } from '../../ui/states.js';
import { credentialsSchema } from './credentials.js';

const schema = credentialsSchema.extend({
  currentPassword: credentialsSchema.shape.password,
});

/** Links a Telex account: both accounts prove themselves by their passwords. */
export function TelexLinkForm() {
  const { person } = useMe();
  const { register, handleSubmit, formState, reset } = useForm({
    resolver: zodResolver(schema),
    defaultValues: { email: '', password: '', currentPassword: '' },
  });
  const link = useLinkTelex();
  if (!person.emailVerified) {
    return (
      <Notice kind="caution" title="Confirm your e-mail address first">
        A Telex account can be linked once the address of your account here is confirmed.
      </Notice>
    );
  }
  const submit = handleSubmit((values) =>
    link.mutate(values, {
      onSuccess: () => {
        reset();
        toast.success('Telex is linked to your account.');
      },
    }),
  );
  const { errors } = formState;
  return (
    <form
      noValidate
      aria-label="Link Telex"
      className="flex flex-col gap-4"
      onSubmit={(event) => void submit(event)}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label="E-mail at Telex"
          type="email"
          autoComplete="off"
          error={errors.email?.message}
          {...register('email')}
        />
        <TextField
          label="Password at Telex"
          type="password"
          autoComplete="off"
          hint="It goes to Telex and is not kept here."
          error={errors.password?.message}
          {...register('password')}
        />
      </div>
      <TextField
        label="Your password here"
        type="password"
        autoComplete="current-password"
        hint="So that nobody who finds your browser open can do this."
        error={errors.currentPassword?.message}
        {...register('currentPassword')}
      />
      {link.error !== null && <ProblemNotice error={link.error} title="Telex was not linked" />}
      <Button type="submit" look="primary" busy={link.isPending} className="self-start">
        Link Telex
      </Button>
    </form>
  );
}
