import { zodResolver } from '@hookform/resolvers/zod';
import { useForm } from 'react-hook-form';
import { toast } from 'sonner';
import { z } from 'zod';
import { useClaimReferral } from '../../hooks/promotions.js';
import { Button } from '../../ui/button.js';
import { TextField } from '../../ui/field.js';
import { ProblemNotice } from '../../ui/states.js';
import { codeField } from './code-field.js';
import { forgetReferral, keptReferral } from './kept-referral.js';

const schema = z.object({ code: codeField });

/** Names whose code brought the organisation; filled in where it signed up with their link. */
export function ClaimForm() {
  const claim = useClaimReferral();
  const { register, handleSubmit, formState } = useForm({
    resolver: zodResolver(schema),
    defaultValues: { code: keptReferral() ?? '' },
  });
  const submit = handleSubmit(({ code }) =>
    claim.mutate(code, {
      onSuccess: () => {
        forgetReferral();
        toast.success('Noted. You both get your credits after your first purchase.');
      },
    }),
  );
  return (
    <form
      noValidate
      aria-label="Who sent you"
      className="flex flex-col gap-4"
      onSubmit={(event) => void submit(event)}
    >
      <div className="flex max-w-md items-start gap-3">
        <TextField
          label="Their referral code"
          className="flex-1"
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          error={formState.errors.code?.message}
          {...register('code')}
        />
        <Button type="submit" className="mt-6.5" busy={claim.isPending}>
          Name them
        </Button>
      </div>
      {claim.error !== null && <ProblemNotice error={claim.error} title="The code was not taken" />}
    </form>
  );
}
