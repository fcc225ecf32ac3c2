import { useNavigate } from '@tanstack/react-router';
import type { WebhookEndpoint } from '@telex-credits/contracts';
import { useState } from 'react';
import { toast } from 'sonner';
import {
  useChangeWebhookEndpoint,
  useRemoveWebhookEndpoint,
  useRotateWebhookSecret,
} from '../../hooks/webhook-endpoints.js';
import { Button } from '../../ui/button.js';
import { ConfirmDialog } from '../../ui/confirm-dialog.js';
import { Dialog } from '../../ui/dialog.js';
import { SecretDialog } from '../../ui/secret-dialog.js';
import { EndpointForm } from './endpoint-form.js';
import { SIGNING_SECRET } from './signing-secret.js';

/** What can be done with an endpoint. */
export function EndpointActions({ endpoint }: { endpoint: WebhookEndpoint }) {
  const [asking, setAsking] = useState<'edit' | 'rotate' | 'disable' | 'remove'>();
  const close = () => setAsking(undefined);
  return (
    <>
      <Button onClick={() => setAsking('edit')}>Edit</Button>
      <Button onClick={() => setAsking('rotate')}>Rotate secret</Button>
      {endpoint.enabled && <Button onClick={() => setAsking('disable')}>Disable</Button>}
      <Button look="danger" onClick={() => setAsking('remove')}>
        Remove
      </Button>
      <EditDialog endpoint={endpoint} open={asking === 'edit'} onClose={close} />
      <RotateDialog id={endpoint.id} open={asking === 'rotate'} onClose={close} />
      <DisableDialog id={endpoint.id} open={asking === 'disable'} onClose={close} />
      <RemoveDialog id={endpoint.id} open={asking === 'remove'} onClose={close} />
    </>
  );
}

interface AskProps {
  readonly open: boolean;
  readonly onClose: () => void;
}

function EditDialog({ endpoint, open, onClose }: AskProps & { endpoint: WebhookEndpoint }) {
  const change = useChangeWebhookEndpoint(endpoint.id);
  return (
    <Dialog open={open} onOpenChange={onClose} title="Edit the endpoint">
      <EndpointForm
        label="Edit the endpoint"
        submit="Save"
        endpoint={endpoint}
        busy={change.isPending}
        error={change.error}
        onCancel={onClose}
        onSubmit={(body) =>
          change.mutate(body, {
            onSuccess: () => {
              onClose();
              toast.success('Saved; it counts from the next delivery on.');
            },
          })
        }
      />
    </Dialog>
  );
}

function RotateDialog({ id, open, onClose }: AskProps & { id: string }) {
  const rotate = useRotateWebhookSecret(id);
  const [secret, setSecret] = useState<string>();
  return (
    <>
      <ConfirmDialog
        open={open}
        onOpenChange={onClose}
        title="Rotate the signing secret?"
        confirm="Rotate secret"
        busy={rotate.isPending}
        error={rotate.error}
        onConfirm={() =>
          rotate.mutate(undefined, {
            onSuccess: (made) => {
              onClose();
              setSecret(made.secret);
            },
          })
        }
      >
        <p>
          You get a new secret now. For 24 hours deliveries are signed with both, so that your
          server can change over without missing any.
        </p>
      </ConfirmDialog>
      {secret !== undefined && (
        <SecretDialog
          title="Your new secret"
          warning="Your server checks signatures with it, and knows so that a request is ours."
          secrets={[{ ...SIGNING_SECRET, value: secret }]}
          onDone={() => setSecret(undefined)}
        />
      )}
    </>
  );
}

function DisableDialog({ id, open, onClose }: AskProps & { id: string }) {
  const change = useChangeWebhookEndpoint(id);
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onClose}
      title="Disable the endpoint?"
      confirm="Disable endpoint"
      busy={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate({ enabled: false }, { onSuccess: onClose })}
    >
      <p>Nothing is sent to it until you enable it. Its events are kept for 30 days.</p>
    </ConfirmDialog>
  );
}

function RemoveDialog({ id, open, onClose }: AskProps & { id: string }) {
  const remove = useRemoveWebhookEndpoint(id);
  const navigate = useNavigate();
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onClose}
      title="Remove the endpoint?"
      confirm="Remove endpoint"
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() =>
        remove.mutate(undefined, {
          onSuccess: () => {
            toast.success('The endpoint is removed.');
            void navigate({ to: '/webhook-endpoints' });
          },
        })
      }
    >
      <p>Nothing is sent to it any more, and its log is deleted. This cannot be undone.</p>
    </ConfirmDialog>
  );
}
