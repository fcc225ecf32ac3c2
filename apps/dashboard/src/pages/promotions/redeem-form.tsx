import { zodResolver } from '@hookform/resolvers/zod';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { Credits } from '../../amounts/amount.js';
import { type Redemption, useRedeem } from '../../hooks/promotions.js';
import { dateText } from '../../time/format.js';
import { Button } from '../../ui/button.js';
import { TextField } from '../../ui/field.js';
import { Notice } from '../../ui/notice.js';
import { ProblemNotice } from '../../ui/states.js';
import { codeField } from './code-field.js';

const schema = z.object({ code: codeField });

/** Takes a promotional code and says what came of it. */
export function RedeemForm() {
  const redeem = useRedeem();
  const { register, handleSubmit, formState, reset } = useForm({
    resolver: zodResolver(schema),
    defaultValues: { code: '' },
  });
  const submit = handleSubmit(({ code }) => redeem.mutate(code, { onSuccess: () => reset() }));
  return (
    <form
      noValidate
      aria-label="Redeem a code"
      className="flex flex-col gap-4"
      onSubmit={(event) => void submit(event)}
    >
      <div className="flex max-w-md items-start gap-3">
        <TextField
          label="Promotional code"
          className="flex-1"
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          error={formState.errors.code?.message}
          {...register('code')}
        />
        <Button type="submit" className="mt-6.5" busy={redeem.isPending}>
          Redeem
        </Button>
      </div>
      {redeem.error !== null && (
        <ProblemNotice error={redeem.error} title="The code was not redeemed" />
      )}
      {redeem.isSuccess && <Redeemed redemption={redeem.data} />}
    </form>
  );
}

function Redeemed({ redemption: { name, credits, expiresAt } }: { redemption: Redemption }) {
  return (
    <Notice kind="positive" alert title={name}>
      <Credits amount={credits} unit className="font-semibold" /> are in your wallet
      {expiresAt === null ? '.' : `, to be spent until ${dateText(expiresAt)}.`}
    </Notice>
  );
}
