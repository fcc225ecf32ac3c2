import { useState } from 'react';
import { toast } from 'sonner';
import { type Authorisation, useEndAuthorisation } from '../../hooks/authorisations.js';
import { Button } from '../../ui/button.js';
import { ConfirmDialog } from '../../ui/confirm-dialog.js';

/** Ends an authorisation, after asking once more. */
export function EndButton({ authorisation }: { authorisation: Authorisation }) {
  const [open, setOpen] = useState(false);
  const end = useEndAuthorisation();
  const { id, moduleName, publisherName } = authorisation;
  return (
    <>
      <Button
        look="danger"
        size="small"
        aria-label={`End the authorisation for ${moduleName}`}
        onClick={() => setOpen(true)}
      >
        End
      </Button>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={`End the authorisation for “${moduleName}”?`}
        confirm="End authorisation"
        busy={end.isPending}
        error={end.error}
        onConfirm={() =>
          end.mutate(id, {
            onSuccess: () => {
              setOpen(false);
              toast.success('The authorisation is ended.');
            },
          })
        }
      >
        <p>
          New charges of {publisherName} are refused at once. What it holds for work under way may
          still be taken, for a day at most. This cannot be undone.
        </p>
      </ConfirmDialog>
    </>
  );
}
