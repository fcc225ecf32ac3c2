import { useNavigate, useSearch } from '@tanstack/react-router';
import { earningsRoutes } from '@telex-credits/contracts';
import { callForCsv } from '../../api/call.js';
import { type EarningsFilters, useEarnings } from '../../hooks/earnings.js';
import { useModules } from '../../hooks/modules.js';
import { momentsOf } from '../../time/range.js';
import { CsvButton } from '../../ui/csv-button.js';
import { SelectField } from '../../ui/field.js';
import { Page } from '../../ui/layout.js';
import { QueryView } from '../../ui/query-view.js';
import { RangeFields } from '../../ui/range-fields.js';
import { Skeleton } from '../../ui/states.js';
import { EarningsCard } from './earnings-card.js';
import { EarningsEntries } from './earnings-entries.js';

/** What the organisation's modules earned, by state and call by call. */
export function EarningsPage() {
  const search = useSearch({ from: '/app/earnings' });
  const navigate = useNavigate({ from: '/earnings' });
  const earnings = useEarnings();
  const modules = useModules().data ?? [];
  const filters: EarningsFilters = {
    ...momentsOf(search),
    ...(search.moduleId === undefined ? {} : { moduleId: search.moduleId }),
  };
  const change = (next: Partial<typeof search>) =>
    void navigate({ search: (previous) => ({ ...previous, ...next }), replace: true });
  return (
    <Page
      title="Earnings"
      lead="Your share of what was collected for each call, exact to a billionth."
      actions={
        <CsvButton
          load={() => callForCsv(earningsRoutes.entries, { query: filters })}
          fileName="earnings.csv"
        />
      }
    >
      <QueryView query={earnings} what="The earnings" loading={<Skeleton className="h-40" />}>
        {(data) => <EarningsCard earnings={data} />}
      </QueryView>
      <search aria-label="Filters" className="grid max-w-2xl gap-4 sm:grid-cols-3">
        <RangeFields range={search} onChange={change} />
        <SelectField
          label="Module"
          value={search.moduleId ?? ''}
          onChange={({ target }) =>
            change({ moduleId: target.value === '' ? undefined : target.value })
          }
        >
          <option value="">Every module</option>
          {modules.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
      </search>
      <EarningsEntries filters={filters} />
    </Page>
  );
}
