import { Ellipsis } from 'lucide-react';
import { useState } from 'react';
import { toast } from 'sonner';
import { type ApiKey, type NewApiKey, useRevokeApiKey, useRotateApiKey } from '../../hooks/keys.js';
import { Button } from '../../ui/button.js';
import { ConfirmDialog } from '../../ui/confirm-dialog.js';
import { Menu, MenuItem } from '../../ui/menu.js';

const GRACE_SECONDS = 3600;

interface KeyMenuProps {
  readonly apiKey: ApiKey;
  readonly onRotated: (key: NewApiKey) => void;
}

/** What can be done with a key, each asked once more. */
export function KeyMenu({ apiKey, onRotated }: KeyMenuProps) {
  const [asking, setAsking] = useState<'rotate' | 'revoke'>();
  const rotate = useRotateApiKey();
  const revoke = useRevokeApiKey();
  const close = () => setAsking(undefined);
  return (
    <>
      <Menu
        trigger={
          <Button look="quiet" size="icon" aria-label={`Actions for ${apiKey.name}`}>
            <Ellipsis aria-hidden />
          </Button>
        }
      >
        <MenuItem onSelect={() => setAsking('rotate')}>Rotate key</MenuItem>
        <MenuItem onSelect={() => setAsking('revoke')}>Revoke key</MenuItem>
      </Menu>
      <ConfirmDialog
        open={asking === 'rotate'}
        onOpenChange={close}
        title={`Rotate “${apiKey.name}”?`}
        confirm="Rotate key"
        busy={rotate.isPending}
        error={rotate.error}
        onConfirm={() =>
          rotate.mutate(
            { id: apiKey.id, graceSeconds: GRACE_SECONDS },
            {
              onSuccess: (made) => {
                close();
                onRotated(made);
              },
            },
          )
        }
      >
        <p>You get a new secret now. The old one goes on working for one hour, then ends.</p>
      </ConfirmDialog>
      <ConfirmDialog
        open={asking === 'revoke'}
        onOpenChange={close}
        title={`Revoke “${apiKey.name}”?`}
        confirm="Revoke key"
        busy={revoke.isPending}
        error={revoke.error}
        onConfirm={() =>
          revoke.mutate(apiKey.id, {
            onSuccess: () => {
              close();
              toast.success('The key is revoked. Programs that use it are refused from now on.');
            },
          })
        }
      >
        <p>Programs that use it are refused at once. This cannot be undone.</p>
      </ConfirmDialog>
    </>
  );
}
