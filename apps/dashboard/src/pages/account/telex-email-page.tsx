import { Link, useSearch } from '@tanstack/react-router';
import { useConfirmTelexEmail } from '../../hooks/telex.js';
import { Button } from '../../ui/button.js';
import { Page } from '../../ui/layout.js';
import { Notice } from '../../ui/notice.js';
import { EmptyState, ProblemNotice } from '../../ui/states.js';

/** Where the mailed link ends by which the address of a Telex account is confirmed. */
export function TelexEmailPage() {
  const { token } = useSearch({ from: '/app/telex-email' });
  const confirm = useConfirmTelexEmail();
  if (token === undefined) {
    return (
      <Page title="Confirm your address">
        <EmptyState
          title="The link is not whole"
          action={
            <Button asChild>
              <Link to="/account">Get another one</Link>
            </Button>
          }
        />
      </Page>
    );
  }
  return (
    <Page
      title="Confirm your address"
      lead="So that nobody else can use your address by making a Telex account with it."
    >
      {confirm.isSuccess ? (
        <Notice kind="positive" alert title="Your address is confirmed">
          Keys, invitations and free credits are now open to you.
        </Notice>
      ) : (
        <>
          {confirm.error !== null && (
            <ProblemNotice error={confirm.error} title="The address was not confirmed" />
          )}
          <Button
            look="primary"
            className="self-start"
            busy={confirm.isPending}
            onClick={() => confirm.mutate(token)}
          >
            Confirm this address
          </Button>
        </>
      )}
    </Page>
  );
}
