import { useQueryClient } from '@tanstack/react-query';
import { useRouter, useSearch } from '@tanstack/react-router';
import { Button } from '../../ui/button.js';
import { Notice } from '../../ui/notice.js';
import { AccountFrame } from './account-frame.js';

/** Where the link of the confirmation e-mail ends. */
export function ConfirmedPage() {
  const { error } = useSearch({ from: '/confirmed' });
  const router = useRouter();
  const client = useQueryClient();
  const goOn = async () => {
    client.clear();
    await router.navigate({ to: '/' });
  };
  if (error !== undefined) {
    return (
      <AccountFrame title="The link did not work">
        <Notice kind="negative" title="It has expired or was used before">
          Ask for another one; the newest link is the one that counts.
        </Notice>
        <Button look="primary" onClick={() => void router.navigate({ to: '/check-email' })}>
          Get another link
        </Button>
      </AccountFrame>
    );
  }
  return (
    <AccountFrame title="Your address is confirmed">
      <p>Thank you. Keys, invitations and free credits are now open to you.</p>
      <Button look="primary" onClick={() => void goOn()}>
        Go to the dashboard
      </Button>
    </AccountFrame>
  );
}
