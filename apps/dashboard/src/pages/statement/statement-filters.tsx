import { useNavigate } from '@tanstack/react-router';
import { transactionTypes } from '@telex-credits/contracts';
import type { z } from 'zod';
import { useSpenderNames } from '../../hooks/keys.js';
import { useModuleChoices } from '../../hooks/marketplace.js';
import type { statementSearch } from '../../search.js';
import { Button } from '../../ui/button.js';
import { SelectField } from '../../ui/field.js';
import { RangeFields } from '../../ui/range-fields.js';
import { transactionTypeName } from './transaction-type-name.js';

export type StatementSearch = z.output<typeof statementSearch>;

/** The filters of the statement. They live in the address, so a filtered view can be shared. */
export function StatementFilterForm({ search }: { search: StatementSearch }) {
  const navigate = useNavigate({ from: '/statement' });
  const modules = useModuleChoices().data ?? [];
  const spenders = useSpenderNames();
  const change = (next: Partial<StatementSearch>) =>
    void navigate({ search: (previous) => ({ ...previous, ...next }), replace: true });
  const chosen = (text: string) => (text === '' ? undefined : text);
  return (
    <search
      aria-label="Filters"
      className="grid items-end gap-4 sm:grid-cols-2 lg:grid-cols-3 xl:grid-cols-6"
    >
      <RangeFields range={search} onChange={change} />
      <SelectField
        label="Type"
        value={search.type ?? ''}
        onChange={({ target }) =>
          change({ type: transactionTypes.find((type) => type === target.value) })
        }
      >
        <option value="">Every type</option>
        {transactionTypes.map((type) => (
          <option key={type} value={type}>
            {transactionTypeName(type)}
          </option>
        ))}
      </SelectField>
      <SelectField
        label="Module"
        value={search.moduleId ?? ''}
        onChange={({ target }) => change({ moduleId: chosen(target.value) })}
      >
        <option value="">Every module</option>
        {modules.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </SelectField>
      <SelectField
        label="Key or connection"
        value={search.keyId ?? ''}
        onChange={({ target }) => change({ keyId: chosen(target.value) })}
      >
        <option value="">Every key</option>
        {[...spenders].map(([id, name]) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </SelectField>
      <SelectField
        label="Show"
        value={search.show ?? 'postings'}
        onChange={({ target }) => change({ show: target.value === 'all' ? 'all' : undefined })}
      >
        <option value="postings">Changes only</option>
        <option value="all">Everything</option>
      </SelectField>
      {Object.values(search).some((value) => value !== undefined) && (
        <Button
          size="small"
          className="justify-self-start"
          onClick={() => void navigate({ search: {}, replace: true })}
        >
          Clear filters
        </Button>
      )}
    </search>
  );
}
