import { useNavigate, useSearch } from '@tanstack/react-router';
import { usageRoutes } from '@telex-credits/contracts';
import { callForCsv } from '../../api/call.js';
import type { UsageRange } from '../../hooks/usage.js';
import { daysBefore } from '../../time/days.js';
import { viewerZone, zoneText } from '../../time/format.js';
import { momentsOf } from '../../time/range.js';
import { Choice } from '../../ui/choice.js';
import { CsvButton } from '../../ui/csv-button.js';
import { Page } from '../../ui/layout.js';
import { RangeFields } from '../../ui/range-fields.js';
import { CallList } from './call-list.js';
import { PriceNotices } from './price-notices.js';
import { UsageSumsTable } from './usage-sums-table.js';

const DAYS = 30;
const groupings = [
  { value: 'module', name: 'By module' },
  { value: 'key', name: 'By key' },
  { value: 'day', name: 'By day' },
] as const;

/** What the credits went for. */
export function UsagePage() {
  const search = useSearch({ from: '/app/usage' });
  const navigate = useNavigate({ from: '/usage' });
  const groupBy = search.groupBy ?? 'module';
  const from = search.from ?? daysBefore(new Date(), DAYS - 1);
  const range: UsageRange = {
    ...momentsOf({ from, to: search.to }),
    ...(search.moduleId === undefined ? {} : { moduleId: search.moduleId }),
    ...(search.keyId === undefined ? {} : { keyId: search.keyId }),
  };
  const change = (next: Partial<typeof search>) =>
    void navigate({ search: (previous) => ({ ...previous, ...next }), replace: true });
  return (
    <Page
      title="Usage"
      lead={`What the credits went for. Days are days of your zone (${zoneText()}).`}
      actions={
        <CsvButton
          load={() => callForCsv(usageRoutes.list, { query: { ...range, timezone: viewerZone() } })}
          fileName="usage.csv"
        />
      }
    >
      <PriceNotices />
      <search aria-label="Filters" className="flex flex-wrap items-end gap-4">
        <RangeFields range={{ from, to: search.to }} onChange={change} />
        <Choice
          label="Sums"
          value={groupBy}
          onChange={(value) => change({ groupBy: value })}
          options={groupings}
        />
      </search>
      <UsageSumsTable groupBy={groupBy} range={range} />
      <CallList range={range} />
    </Page>
  );
}
