import { useNavigate, useSearch } from '@tanstack/react-router';
import { useAnalytics } from '../../hooks/analytics.js';
import { usePlatformRole } from '../../hooks/me.js';
import { dayOf, daysBefore, endOfDay, startOfDay } from '../../time/days.js';
import { dateTimeText, viewerZone, zoneText } from '../../time/format.js';
import { Choice } from '../../ui/choice.js';
import { Page } from '../../ui/layout.js';
import { QueryView } from '../../ui/query-view.js';
import { RangeFields } from '../../ui/range-fields.js';
import { EmptyState } from '../../ui/states.js';
import { AnalyticsDays } from './analytics-days.js';
import { AnalyticsNumbers } from './analytics-numbers.js';
import { TopModules } from './top-modules.js';

const spans = [
  { value: '7', name: '7 days' },
  { value: '30', name: '30 days' },
  { value: '90', name: '90 days' },
] as const;
const DEFAULT_SPAN = '30';

function spanStart(span: string): string {
  return daysBefore(new Date(), Number(span) - 1);
}

/** The whole platform, read only. */
export function AnalyticsPage() {
  return usePlatformRole() === null ? (
    <Page title="Analytics">
      <EmptyState title="This page is for the platform's own people">
        Product managers and platform administrators see it.
      </EmptyState>
    </Page>
  ) : (
    <PlatformAnalytics />
  );
}

function PlatformAnalytics() {
  const search = useSearch({ from: '/app/analytics' });
  const navigate = useNavigate({ from: '/analytics' });
  const today = dayOf(new Date());
  const from = search.from ?? spanStart(DEFAULT_SPAN);
  const to = search.to ?? today;
  const analytics = useAnalytics({ from: startOfDay(from), to: endOfDay(to) }, viewerZone());
  const span = spans.find(({ value }) => to === today && from === spanStart(value))?.value ?? '';
  const change = (next: Partial<typeof search>) =>
    void navigate({ search: (previous) => ({ ...previous, ...next }), replace: true });
  return (
    <Page
      title="Analytics"
      lead={`The whole platform, from the ledger alone. Days are days of your zone (${zoneText()}).`}
    >
      <search aria-label="Range" className="flex flex-wrap items-end gap-4">
        <Choice<string>
          label="Range"
          value={span}
          options={spans}
          onChange={(value) => change({ from: spanStart(value), to: undefined })}
        />
        <RangeFields range={{ from, to }} onChange={change} />
      </search>
      <QueryView query={analytics} what="The analytics">
        {(data) => (
          <>
            <AnalyticsNumbers analytics={data} />
            <AnalyticsDays days={data.days} />
            <TopModules modules={data.topModules} />
            <p className="text-xs text-muted">As of {dateTimeText(data.asOf)}</p>
          </>
        )}
      </QueryView>
    </Page>
  );
}
