import { useNavigate, useSearch } from '@tanstack/react-router';
import { purchaseStatuses } from '@telex-credits/contracts';
import { Button } from '../../../ui/button.js';
import { SelectField } from '../../../ui/field.js';
import { purchaseStatusName } from '../../purchases/purchase-status.js';
import { FilterText } from '../filter-text.js';

/** The filters of the orders. They live in the address, so that a view can be shared. */
export function OrderFilterForm() {
  const search = useSearch({ from: '/app/admin/orders' });
  const navigate = useNavigate({ from: '/admin/orders' });
  const change = (next: Partial<typeof search>) =>
    void navigate({ search: (previous) => ({ ...previous, ...next }), replace: true });
  return (
    <search aria-label="Filters" className="grid items-end gap-4 sm:grid-cols-2 lg:grid-cols-4">
      <SelectField
        label="Status"
        value={search.status ?? ''}
        onChange={({ target }) =>
          change({ status: purchaseStatuses.find((status) => status === target.value) })
        }
      >
        <option value="">Every status</option>
        {purchaseStatuses.map((status) => (
          <option key={status} value={status}>
            {purchaseStatusName(status)}
          </option>
        ))}
      </SelectField>
      <FilterText
        label="Organisation id"
        placeholder="org_…"
        value={search.organisationId}
        onChange={(organisationId) => change({ organisationId })}
      />
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
