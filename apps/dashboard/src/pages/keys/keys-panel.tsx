import { Plus } from 'lucide-react';
import { useMemo, useState } from 'react';
import { type ApiKey, type NewApiKey, useApiKeys } from '../../hooks/keys.js';
import { useModuleChoices } from '../../hooks/marketplace.js';
import { Button } from '../../ui/button.js';
import { type Column, DataTable } from '../../ui/data-table.js';
import { LoadMore } from '../../ui/load-more.js';
import { QueryView } from '../../ui/query-view.js';
import { SecretDialog } from '../../ui/secret-dialog.js';
import { EmptyState } from '../../ui/states.js';
import { CapView } from './cap-view.js';
import { CreateKeyDialog } from './create-key-dialog.js';
import { KeyMenu } from './key-menu.js';
import { isAlive, LastUsed, LifeBadge } from './life.js';

/** API keys: the list, making one, and the one time its secret is shown. */
export function KeysPanel({ mayMake }: { mayMake: boolean }) {
  const keys = useApiKeys();
  const [creating, setCreating] = useState(false);
  const [made, setMade] = useState<NewApiKey>();
  const modules = useModuleChoices().data;
  const columns = useMemo(() => {
    const names = new Map(modules?.map(({ id, name }) => [id, name]));
    return columnsFor(names, mayMake ? setMade : undefined);
  }, [modules, mayMake]);
  const create = mayMake && (
    <Button look="primary" onClick={() => setCreating(true)}>
      <Plus aria-hidden />
      Create key
    </Button>
  );
  return (
    <>
      <QueryView query={keys} what="The keys">
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState title="No keys yet" action={create}>
              A key lets a program call modules and pay from this wallet, up to a cap that you set.
            </EmptyState>
          ) : (
            <>
              <div className="flex justify-end">{create}</div>
              <DataTable label="API keys" columns={columns} rows={rows} rowId={({ id }) => id} />
            </>
          )
        }
      </QueryView>
      <LoadMore list={keys} />
      <CreateKeyDialog open={creating} onOpenChange={setCreating} onCreated={setMade} />
      {made !== undefined && (
        <SecretDialog
          title="Your new key"
          warning="Whoever has it can spend from this wallet."
          secrets={[{ label: 'Key', value: made.secret, copy: 'Copy key' }]}
          onDone={() => setMade(undefined)}
        />
      )}
    </>
  );
}

function columnsFor(
  names: ReadonlyMap<string, string>,
  onRotated: ((key: NewApiKey) => void) | undefined,
): readonly Column<ApiKey>[] {
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
    { id: 'scopes', header: 'May', cell: ({ scopes }) => scopes.join(', ') },
    {
      id: 'modules',
      header: 'Modules',
      cell: ({ moduleIds }) =>
        moduleIds === null ? 'All' : moduleIds.map((id) => names.get(id) ?? id).join(', '),
    },
    { id: 'cap', header: 'Cap', cell: ({ cap }) => <CapView cap={cap} /> },
    { id: 'used', header: 'Last used', cell: ({ lastUsedAt }) => <LastUsed at={lastUsedAt} /> },
    { id: 'state', header: 'State', cell: (key) => <LifeBadge life={key} /> },
    ...(onRotated === undefined
      ? []
      : [
          {
            id: 'actions',
            header: 'Actions',
            numeric: true,
            cell: (key: ApiKey) => isAlive(key) && <KeyMenu apiKey={key} onRotated={onRotated} />,
          },
        ]),
  ];
}
