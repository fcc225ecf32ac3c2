import { useSearch } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useMemo, useState } from 'react';
import { type Connection, type NewConnection, useConnections } from '../../hooks/keys.js';
import { Button } from '../../ui/button.js';
import { type Column, DataTable } from '../../ui/data-table.js';
import { LoadMore } from '../../ui/load-more.js';
import { QueryView } from '../../ui/query-view.js';
import { SecretDialog } from '../../ui/secret-dialog.js';
import { EmptyState } from '../../ui/states.js';
import { CapView } from './cap-view.js';
import { CreateConnectionDialog } from './create-connection-dialog.js';
import { isAlive, LastUsed, LifeBadge } from './life.js';
import { RevokeConnectionButton } from './revoke-connection-button.js';

/** Connection URLs: the list, making one, and the one time it is shown. */
export function ConnectionsPanel({ mayMake }: { mayMake: boolean }) {
  const { moduleId } = useSearch({ from: '/app/keys' });
  const connections = useConnections();
  const [creating, setCreating] = useState(mayMake && moduleId !== undefined);
  const [made, setMade] = useState<NewConnection>();
  const columns = useMemo(() => columnsFor(mayMake), [mayMake]);
  const create = mayMake && (
    <Button look="primary" onClick={() => setCreating(true)}>
      <Plus aria-hidden />
      Create connection
    </Button>
  );
  return (
    <>
      <QueryView query={connections} what="The connections">
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState title="No connections yet" action={create}>
              Telex names an agent by its URL only. A connection URL tells us that it is you who
              pays, for one module and up to a cap.
            </EmptyState>
          ) : (
            <>
              <div className="flex justify-end">{create}</div>
              <DataTable label="Connections" columns={columns} rows={rows} rowId={({ id }) => id} />
            </>
          )
        }
      </QueryView>
      <LoadMore list={connections} />
      <CreateConnectionDialog
        open={creating}
        moduleId={moduleId}
        onOpenChange={setCreating}
        onCreated={setMade}
      />
      {made !== undefined && (
        <SecretDialog
          title="Your connection"
          warning="Whoever has it can spend from this wallet."
          secrets={[
            { label: 'Connection URL', value: made.url, copy: 'Copy URL' },
            {
              label: 'Workflow JSON, to paste into Telex',
              value: JSON.stringify(made.workflow, null, 2),
              copy: 'Copy workflow JSON',
            },
          ]}
          onDone={() => setMade(undefined)}
        />
      )}
    </>
  );
}

function columnsFor(mayMake: boolean): readonly Column<Connection>[] {
  return [
    {
      id: 'name',
      header: 'Name',
      cell: ({ name, hint }) => (
        <>
          <span className="font-medium">{name}</span>
          <code className="block font-mono text-xs break-all text-muted">{hint}</code>
        </>
      ),
    },
    { id: 'module', header: 'Module', cell: ({ moduleSlug }) => moduleSlug },
    { id: 'cap', header: 'Cap', cell: ({ cap }) => <CapView cap={cap} /> },
    { id: 'used', header: 'Last used', cell: ({ lastUsedAt }) => <LastUsed at={lastUsedAt} /> },
    { id: 'state', header: 'State', cell: (connection) => <LifeBadge life={connection} /> },
    ...(mayMake
      ? [
          {
            id: 'actions',
            header: 'Actions',
            numeric: true,
            cell: (connection: Connection) =>
              isAlive(connection) && <RevokeConnectionButton connection={connection} />,
          },
        ]
      : []),
  ];
}
