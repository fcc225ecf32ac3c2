import type { TelexLink } from '@telex-credits/contracts';
import { useState } from 'react';
import { toast } from 'sonner';
import { useSendTelexConfirmation, useUnlinkTelex } from '../../hooks/telex.js';
import { dateTimeText } from '../../time/format.js';
import { Button } from '../../ui/button.js';
import { ConfirmDialog } from '../../ui/confirm-dialog.js';
import { Facts } from '../../ui/facts.js';
import { Notice } from '../../ui/notice.js';
import { ProblemNotice } from '../../ui/states.js';

type Linked = NonNullable<TelexLink['linked']>;

/** The linked Telex account: how fresh what is known from there is, and the way to end it. */
export function TelexLinkState({ linked }: { readonly linked: Linked }) {
  const { email, linkedAt, refreshedAt, signInNeeded, closesAt, onlyWayIn } = linked;
  return (
    <div className="flex flex-col gap-5">
      {signInNeeded && (
        <Notice kind="caution" title="Sign in with Telex again">
          Telex no longer takes the token of your last sign-in.
          {closesAt !== null &&
            ` Organisations from Telex close here on ${dateTimeText(closesAt)}.`}
        </Notice>
      )}
      {linked.emailConfirmed === false && <ConfirmAddress email={email} />}
      <Facts
        facts={[
          [
            'Telex account',
            <span key="email" className="break-all">
              {email}
            </span>,
          ],
          ['Linked', dateTimeText(linkedAt)],
          ['Organisations as of', dateTimeText(refreshedAt)],
        ]}
      />
      {onlyWayIn ? (
        <p className="text-sm text-muted">
          Your account was made by signing in with Telex and has no password here.
        </p>
      ) : (
        <Unlink email={email} />
      )}
    </div>
  );
}

/** The address that Telex says is not proven until a mailed link was followed. */
function ConfirmAddress({ email }: { readonly email: string }) {
  const send = useSendTelexConfirmation();
  return (
    <Notice kind="caution" title="Confirm your e-mail address">
      <p>
        We sent a link to <strong className="break-all">{email}</strong>. Open it in this browser.
        Keys, invitations and free credits come with it.
      </p>
      {send.error !== null && <ProblemNotice error={send.error} title="The link was not sent" />}
      <Button
        className="mt-3"
        busy={send.isPending}
        onClick={() =>
          send.mutate(undefined, {
            onSuccess: () => toast.success('The link is on its way again.'),
          })
        }
      >
        Send the link again
      </Button>
    </Notice>
  );
}

function Unlink({ email }: { readonly email: string }) {
  const [asking, setAsking] = useState(false);
  const unlink = useUnlinkTelex();
  return (
    <>
      <Button className="self-start" onClick={() => setAsking(true)}>
        Unlink Telex
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title="Unlink Telex?"
        confirm="Unlink"
        busy={unlink.isPending}
        error={unlink.error}
        onConfirm={() =>
          unlink.mutate(undefined, {
            onSuccess: () => {
              setAsking(false);
              toast.success('Telex is no longer linked to your account.');
            },
          })
        }
      >
        {email} can no longer sign in to your account, and the organisations that came from Telex
        leave your list. Their wallets stay with their other members.
      </ConfirmDialog>
    </>
  );
}
