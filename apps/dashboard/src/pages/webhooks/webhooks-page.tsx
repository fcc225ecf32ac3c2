import { Link } from '@tanstack/react-router';
import { billingRoles, type WebhookEndpoint } from '@telex-credits/contracts';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useHasRole, useMe } from '../../hooks/me.js';
import { useCreateWebhookEndpoint, useWebhookEndpoints } from '../../hooks/webhook-endpoints.js';
import { Button } from '../../ui/button.js';
import { type Column, DataTable } from '../../ui/data-table.js';
import { Dialog } from '../../ui/dialog.js';
import { Page } from '../../ui/layout.js';
import { LoadMore } from '../../ui/load-more.js';
import { Notice } from '../../ui/notice.js';
import { QueryView } from '../../ui/query-view.js';
import { SecretDialog } from '../../ui/secret-dialog.js';
import { EmptyState } from '../../ui/states.js';
import { EndpointForm } from './endpoint-form.js';
import { EndpointState, toldText } from './endpoint-state.js';
import { SIGNING_SECRET } from './signing-secret.js';

/** Where the organisation's events are sent. */
export function WebhooksPage() {
  const mayManage = useHasRole(billingRoles);
  return (
    <Page
      title="Webhooks"
      lead="Your own servers are told what happens: signed, and again until they have it."
    >
      {mayManage ? (
        <Endpoints />
      ) : (
        <Notice title="Your role does not see webhooks">
          Administrators and managers of your organisation decide where its events are sent.
        </Notice>
      )}
    </Page>
  );
}

function Endpoints() {
  const endpoints = useWebhookEndpoints();
  const { emailVerified } = useMe().person;
  const [adding, setAdding] = useState(false);
  const [secret, setSecret] = useState<string>();
  const create = emailVerified && (
    <Button look="primary" onClick={() => setAdding(true)}>
      <Plus aria-hidden />
      Add endpoint
    </Button>
  );
  return (
    <>
      <QueryView query={endpoints} what="The endpoints">
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState title="No endpoints yet" action={create}>
              An endpoint is an address of yours that gets a request whenever something happens: a
              call was charged, a purchase was paid, the balance is low.
            </EmptyState>
          ) : (
            <>
              <div className="flex justify-end">{create}</div>
              <DataTable label="Endpoints" columns={columns} rows={rows} rowId={({ id }) => id} />
            </>
          )
        }
      </QueryView>
      <LoadMore list={endpoints} />
      <AddDialog open={adding} onOpenChange={setAdding} onMade={setSecret} />
      {secret !== undefined && (
        <SecretDialog
          title="Your new endpoint"
          warning="Your server checks signatures with it, and knows so that a request is ours."
          secrets={[{ ...SIGNING_SECRET, value: secret }]}
          onDone={() => setSecret(undefined)}
        />
      )}
    </>
  );
}

interface AddDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly onMade: (secret: string) => void;
}

function AddDialog({ open, onOpenChange, onMade }: AddDialogProps) {
  const create = useCreateWebhookEndpoint();
  const change = (next: boolean) => {
    create.reset();
    onOpenChange(next);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={change}
      title="Add an endpoint"
      description="It is told what happens from now on."
    >
      <EndpointForm
        label="Add an endpoint"
        submit="Add endpoint"
        busy={create.isPending}
        error={create.error}
        onCancel={() => change(false)}
        onSubmit={(body) =>
          create.mutate(body, {
            onSuccess: ({ secret }) => {
              change(false);
              onMade(secret);
            },
          })
        }
      />
    </Dialog>
  );
}

const columns: readonly Column<WebhookEndpoint>[] = [
  {
    id: 'url',
    header: 'Address',
    cell: ({ id, url, description }) => (
      <>
        <Link
          to="/webhook-endpoints/$id"
          params={{ id }}
          className="font-medium break-all text-accent-ink hover:underline"
        >
          {url}
        </Link>
        {description !== '' && <span className="block text-xs text-muted">{description}</span>}
      </>
    ),
  },
  { id: 'told', header: 'Told of', cell: toldText },
  {
    id: 'state',
    header: 'State',
    cell: (endpoint) => <EndpointState endpoint={endpoint} />,
  },
];
