import { zodResolver } from '@hookform/resolvers/zod';
import { roleSchema, roles } from '@telex-credits/contracts';
import { useForm } from 'react-hook-form';
import { toast } from 'sonner';
import { z } from 'zod';
import { useInvite } from '../../hooks/members.js';
import { roleName } from '../../shell/role-name.js';
import { dateText } from '../../time/format.js';
import { Button } from '../../ui/button.js';
import { Dialog, DialogActions } from '../../ui/dialog.js';
import { SelectField, TextField } from '../../ui/field.js';
import { ProblemNotice } from '../../ui/states.js';

const schema = z.object({
  email: z.email('Enter a full e-mail address, such as ada@example.com').max(200),
  role: roleSchema,
});

interface InviteDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

/** Invites a person by e-mail. */
export function InviteDialog({ open, onOpenChange }: InviteDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Invite a member"
      description="They get an e-mail with a link, and join with the role that you choose."
    >
      <InviteForm onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

function InviteForm({ onDone }: { onDone: () => void }) {
  const invite = useInvite();
  const { register, handleSubmit, formState } = useForm<z.input<typeof schema>>({
    resolver: zodResolver(schema),
    defaultValues: { email: '', role: 'user' },
  });
  const submit = handleSubmit((values) =>
    invite.mutate(values, {
      onSuccess: ({ email, expiresAt }) => {
        onDone();
        toast.success(`${email} is invited, until ${dateText(expiresAt)}.`);
      },
    }),
  );
  return (
    <form
      noValidate
      aria-label="Invite a member"
      className="flex flex-col gap-5"
      onSubmit={(event) => void submit(event)}
    >
      <TextField
        label="E-mail"
        type="email"
        error={formState.errors.email?.message}
        {...register('email')}
      />
      <SelectField label="Role" {...register('role')}>
        {roles.map((role) => (
          <option key={role} value={role}>
            {roleName(role)}
          </option>
        ))}
      </SelectField>
      {invite.error !== null && <ProblemNotice error={invite.error} title="Nobody was invited" />}
      <DialogActions>
        <Button onClick={onDone}>Cancel</Button>
        <Button type="submit" look="primary" busy={invite.isPending}>
          Send invitation
        </Button>
      </DialogActions>
    </form>
  );
}
