import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useRouter, useSearch } from '@tanstack/react-router';
import { sendConfirmation } from '../../api/authentication.js';
import { meQuery } from '../../hooks/me.js';
import { Button } from '../../ui/button.js';
import { Notice } from '../../ui/notice.js';
import { ProblemNotice } from '../../ui/states.js';
import { AccountFrame } from './account-frame.js';

/** Says where the confirmation link is, and sends it again. */
export function CheckEmailPage() {
  const search = useSearch({ from: '/check-email' });
  const router = useRouter();
  const client = useQueryClient();
  // Signed in or not, the page works; a refusal here only means “not signed in”.
  const me = useQuery({ ...meQuery, retry: false });
  const email = search.email ?? me.data?.person.email;
  const again = useMutation({ mutationFn: sendConfirmation });
  const goOn = async () => {
    await client.invalidateQueries({ queryKey: ['me'] });
    await router.navigate({ to: '/' });
  };
  return (
    <AccountFrame title="Check your e-mail">
      <p>
        {email === undefined ? (
          'We sent you a link.'
        ) : (
          <>
            We sent a link to <strong className="break-all">{email}</strong>.
          </>
        )}{' '}
        Open it to confirm the address.
      </p>
      <Notice title="On a development server">
        No e-mail leaves the machine: the server prints the link in its terminal and keeps the
        message in <code className="font-mono">data/mail</code>.
      </Notice>
      {again.error !== null && <ProblemNotice error={again.error} title="The link was not sent" />}
      {again.isSuccess && <Notice kind="positive" alert title="The link is on its way again" />}
      <div className="flex flex-wrap gap-2">
        <Button look="primary" onClick={() => void goOn()}>
          Continue
        </Button>
        {email !== undefined && (
          <Button busy={again.isPending} onClick={() => again.mutate(email)}>
            Send the link again
          </Button>
        )}
      </div>
      <p className="text-sm text-muted">
        Wrong address?{' '}
        <Link to="/sign-up" className="font-medium text-accent-ink underline">
          Create another account
        </Link>
      </p>
    </AccountFrame>
  );
}
