import { useSearch } from '@tanstack/react-router';
import { billingRoles } from '@telex-credits/contracts';
import { Plus } from 'lucide-react';
import { useMemo, useState } from 'react';
import { type Authorisation, useAuthorisations } from '../../hooks/authorisations.js';
import { useHasRole, useMe } from '../../hooks/me.js';
import { Button } from '../../ui/button.js';
import { CopyButton } from '../../ui/copy-button.js';
import { type Column, DataTable } from '../../ui/data-table.js';
import { Page } from '../../ui/layout.js';
import { LoadMore } from '../../ui/load-more.js';
import { Notice } from '../../ui/notice.js';
import { QueryView } from '../../ui/query-view.js';
import { EmptyState } from '../../ui/states.js';
import { EndButton } from './end-button.js';
import { GiveDialog } from './give-dialog.js';
import { termsColumns } from './terms-columns.js';

/** What publishers may charge this wallet. */
export function AuthorisationsPage() {
  const { moduleId } = useSearch({ from: '/app/authorisations' });
  const { emailVerified } = useMe().person;
  const isBilling = useHasRole(billingRoles);
  const mayGive = isBilling && emailVerified;
  const [giving, setGiving] = useState(mayGive && moduleId !== undefined);
  const columns = useMemo(() => columnsFor(isBilling), [isBilling]);
  const authorisations = useAuthorisations();
  const give = mayGive && (
    <Button look="primary" onClick={() => setGiving(true)}>
      <Plus aria-hidden />
      Give authorisation
    </Button>
  );
  return (
    <Page
      title="Authorisations"
      lead="Publishers that may charge this wallet by themselves, each for one module and up to a cap. Without one, nobody but you spends from it."
      actions={give}
    >
      {!isBilling && (
        <Notice title="You can look, not change">
          Authorisations are given and ended by administrators and managers.
        </Notice>
      )}
      <QueryView query={authorisations} what="The authorisations">
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState title="No authorisations yet">
              Give one when an app outside of Telex Credits charges you for a module. Its publisher
              needs the id.
            </EmptyState>
          ) : (
            <DataTable
              label="Authorisations"
              columns={columns}
              rows={rows}
              rowId={({ id }) => id}
            />
          )
        }
      </QueryView>
      <LoadMore list={authorisations} />
      <GiveDialog open={giving} moduleId={moduleId} onOpenChange={setGiving} />
    </Page>
  );
}

function columnsFor(mayEnd: boolean): readonly Column<Authorisation>[] {
  return [
    {
      id: 'module',
      header: 'Module',
      cell: ({ moduleName, publisherName, note }) => (
        <>
          <span className="font-medium">{moduleName}</span>
          <span className="block text-xs text-muted">By {publisherName}</span>
          {note !== null && <span className="block text-xs break-words">{note}</span>}
        </>
      ),
    },
    {
      id: 'id',
      header: 'Id, for the publisher',
      cell: ({ id, state }) => (
        <span className="flex flex-wrap items-center gap-2">
          <code className="font-mono text-xs break-all text-muted">{id}</code>
          {state === 'active' && <CopyButton text={id} label="Copy id" />}
        </span>
      ),
    },
    ...termsColumns,
    ...(mayEnd
      ? [
          {
            id: 'actions',
            header: 'Actions',
            numeric: true,
            cell: (row: Authorisation) =>
              row.state === 'active' && <EndButton authorisation={row} />,
          },
        ]
      : []),
  ];
}
