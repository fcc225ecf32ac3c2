import type {
  WebhookDelivery,
  WebhookDeliveryStatus,
  WebhookEndpoint,
} from '@telex-credits/contracts';
import { useMemo, useState } from 'react';
import { useWebhookDeliveries } from '../../hooks/webhook-endpoints.js';
import { agoText, dateTimeText } from '../../time/format.js';
import { Badge, type Tone } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { Choice } from '../../ui/choice.js';
import { type Column, DataTable } from '../../ui/data-table.js';
import { Section } from '../../ui/layout.js';
import { LoadMore } from '../../ui/load-more.js';
import { QueryView } from '../../ui/query-view.js';
import { EmptyState } from '../../ui/states.js';
import { DeliveryDialog } from './delivery-dialog.js';

const words: Readonly<Record<WebhookDeliveryStatus, readonly [string, Tone]>> = {
  waiting: ['Waiting', 'caution'],
  delivered: ['Delivered', 'positive'],
  failed: ['Failed', 'negative'],
  skipped: ['Skipped', 'neutral'],
};
const filters = ['all', 'waiting', 'delivered', 'failed', 'skipped'] as const;

/** What was sent to an endpoint in the last 30 days. */
export function DeliveryLog({ endpoint }: { endpoint: WebhookEndpoint }) {
  const [filter, setFilter] = useState<(typeof filters)[number]>('all');
  const [shown, setShown] = useState<string>();
  const deliveries = useWebhookDeliveries(endpoint.id, filter === 'all' ? undefined : filter);
  const columns = useMemo(() => columnsFor(setShown), []);
  return (
    <Section title="Deliveries" lead="Of the last 30 days, newest first.">
      <Choice
        label="Which"
        value={filter}
        onChange={setFilter}
        options={filters.map((value) => ({
          value,
          name: value === 'all' ? 'All' : words[value][0],
        }))}
      />
      <QueryView query={deliveries} what="The deliveries">
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState title={filter === 'all' ? 'Nothing was sent yet' : 'None of these'}>
              The next event that this endpoint is told of shows up here.
            </EmptyState>
          ) : (
            <DataTable label="Deliveries" columns={columns} rows={rows} rowId={({ id }) => id} />
          )
        }
      </QueryView>
      <LoadMore list={deliveries} />
      {shown !== undefined && (
        <DeliveryDialog
          endpoint={endpoint}
          deliveryId={shown}
          onClose={() => setShown(undefined)}
        />
      )}
    </Section>
  );
}

function columnsFor(onShow: (id: string) => void): readonly Column<WebhookDelivery>[] {
  return [
    { id: 'type', header: 'Event', cell: ({ type }) => <code className="text-xs">{type}</code> },
    {
      id: 'status',
      header: 'State',
      cell: ({ status }) => <Badge tone={words[status][1]}>{words[status][0]}</Badge>,
    },
    {
      id: 'answer',
      header: 'Last answer',
      cell: ({ attempts }) => {
        const last = attempts.at(-1);
        return last === undefined ? '' : (last.status ?? 'None');
      },
    },
    { id: 'attempts', header: 'Attempts', numeric: true, cell: ({ attempts }) => attempts.length },
    {
      id: 'next',
      header: 'Next attempt',
      cell: ({ nextAttemptAt }) => (nextAttemptAt === null ? '' : dateTimeText(nextAttemptAt)),
    },
    {
      id: 'made',
      header: 'When',
      cell: ({ createdAt }) => (
        <time dateTime={createdAt} title={dateTimeText(createdAt)}>
          {agoText(createdAt)}
        </time>
      ),
    },
    {
      id: 'actions',
      header: 'Details',
      numeric: true,
      cell: ({ id, type, createdAt }) => (
        <Button
          size="small"
          aria-label={`Details of ${type}, ${dateTimeText(createdAt)}`}
          onClick={() => onShow(id)}
        >
          Details
        </Button>
      ),
    },
  ];
}
