import { useState } from 'react';
import { type FoundOrganisation, useOrganisationSearch } from '../../../hooks/admin-people.js';
import { dateText } from '../../../time/format.js';
import { Button } from '../../../ui/button.js';
import { type Column, DataTable } from '../../../ui/data-table.js';
import { TextField } from '../../../ui/field.js';
import { Section } from '../../../ui/layout.js';
import { LoadMore } from '../../../ui/load-more.js';
import { QueryView } from '../../../ui/query-view.js';
import { EmptyState } from '../../../ui/states.js';
import { useSettled } from '../../../ui/use-settled.js';

interface OrganisationSearchProps {
  readonly onChoose: (id: string) => void;
}

/** Finds an organisation and lets it be chosen. */
export function OrganisationSearch({ onChoose }: OrganisationSearchProps) {
  const [text, setText] = useState('');
  const search = useSettled(text.trim());
  const found = useOrganisationSearch(search);
  return (
    <Section title="Whose wallet">
      <search>
        <TextField
          label="Organisation"
          type="search"
          className="max-w-md"
          maxLength={200}
          hint="A part of its name, its id, or the whole e-mail address of a member."
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
      </search>
      <QueryView query={found} what="The organisations">
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState title={`Nothing matches “${search}”`}>
              {found.hasNextPage
                ? 'Not all were looked at yet: load more.'
                : 'Try a part of the name, or the whole e-mail address.'}
            </EmptyState>
          ) : (
            <DataTable
              label="Organisations"
              columns={columnsFor(onChoose)}
              rows={rows}
              rowId={({ id }) => id}
            />
          )
        }
      </QueryView>
      <LoadMore list={found} />
    </Section>
  );
}

function columnsFor(onChoose: (id: string) => void): readonly Column<FoundOrganisation>[] {
  return [
    { id: 'name', header: 'Name', cell: ({ name }) => name },
    {
      id: 'administrators',
      header: 'Administrators',
      cell: ({ administrators }) => administrators.join(', ') || 'None',
    },
    { id: 'since', header: 'Since', cell: ({ createdAt }) => dateText(createdAt) },
    {
      id: 'choose',
      header: 'Choose',
      numeric: true,
      cell: ({ id, name, administrators }) => (
        <Button
          size="small"
          aria-label={`Choose ${name}, ${administrators[0] ?? id}`}
          onClick={() => onChoose(id)}
        >
          Choose
        </Button>
      ),
    },
  ];
}
