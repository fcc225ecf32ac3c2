import { useState } from 'react';
import { toast } from 'sonner';
import { type Connection, useRevokeConnection } from '../../hooks/keys.js';
import { Button } from '../../ui/button.js';
import { ConfirmDialog } from '../../ui/confirm-dialog.js';

/** Ends a connection, after asking once more. */
export function RevokeConnectionButton({ connection }: { connection: Connection }) {
  const [open, setOpen] = useState(false);
  const revoke = useRevokeConnection();
  return (
    <>
      <Button
        look="danger"
        size="small"
        aria-label={`Revoke ${connection.name}`}
        onClick={() => setOpen(true)}
      >
        Revoke
      </Button>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={`Revoke “${connection.name}”?`}
        confirm="Revoke connection"
        busy={revoke.isPending}
        error={revoke.error}
        onConfirm={() =>
          revoke.mutate(connection.id, {
            onSuccess: () => {
              setOpen(false);
              toast.success('The connection is revoked.');
            },
          })
        }
      >
        <p>Workflows that hold this URL are refused at once. This cannot be undone.</p>
      </ConfirmDialog>
    </>
  );
}
