import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { inboxStates, providerSchema } from '@telex-credits/contracts';
import { type InboxEvent, useDeadEvents, useInbox } from '../../../hooks/inbox.js';
import { dateTimeText } from '../../../time/format.js';
import { Button } from '../../../ui/button.js';
import { type Column, DataTable } from '../../../ui/data-table.js';
import { SelectField } from '../../../ui/field.js';
import { Page } from '../../../ui/layout.js';
import { LoadMore } from '../../../ui/load-more.js';
import { Notice } from '../../../ui/notice.js';
import { QueryView } from '../../../ui/query-view.js';
import { EmptyState } from '../../../ui/states.js';
import { providerName } from '../../purchases/provider-name.js';
import { AdminOnly } from '../admin-only.js';
import { EventState, eventStateName } from './event-state.js';

const columns: readonly Column<InboxEvent>[] = [
  {
    id: 'received',
    header: 'Received',
    cell: ({ id, receivedAt }) => (
      <Link
        to="/admin/inbox/$id"
        params={{ id }}
        className="font-medium text-accent-ink hover:underline"
      >
        {dateTimeText(receivedAt)}
      </Link>
    ),
  },
  { id: 'provider', header: 'Provider', cell: ({ provider }) => providerName(provider) },
  {
    id: 'type',
    header: 'Type',
    cell: ({ type }) => <code className="font-mono text-[0.8125rem] break-all">{type}</code>,
  },
  { id: 'state', header: 'State', cell: ({ state }) => <EventState state={state} /> },
  { id: 'reason', header: 'Reason', cell: ({ reason }) => reason ?? '–' },
];

/** What payment providers told us. */
export function InboxPage() {
  return (
    <AdminOnly title="Inbox">
      <Inbox />
    </AdminOnly>
  );
}

function Inbox() {
  const { state, provider } = useSearch({ from: '/app/admin/inbox' });
  const filters = {
    ...(state === undefined ? {} : { state }),
    ...(provider === undefined ? {} : { provider }),
  };
  const events = useInbox(filters);
  const isFiltered = state !== undefined || provider !== undefined;
  return (
    <Page
      title="Inbox"
      lead="Events of payment providers: each is kept, worked once, and can be worked again."
    >
      {state !== 'dead' && <DeadNotice />}
      <InboxFilterForm />
      <QueryView query={events} what="The events">
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState title={isFiltered ? 'No event matches' : 'No events yet'}>
              {isFiltered
                ? 'Change the filters to see others.'
                : 'What Stripe, Paystack or the sandbox sends shows here as soon as it comes.'}
            </EmptyState>
          ) : (
            <DataTable label="Events" columns={columns} rows={rows} rowId={({ id }) => id} />
          )
        }
      </QueryView>
      <LoadMore list={events} />
    </Page>
  );
}

/** Dead letters come before everything else: nothing works them until a person does. */
function DeadNotice() {
  const { data } = useDeadEvents();
  if (data === undefined || data.count === 0) {
    return null;
  }
  const { count, isMore } = data;
  return (
    <Notice
      kind="negative"
      title={
        count === 1
          ? '1 event failed too often'
          : `${count}${isMore ? '+' : ''} events failed too often`
      }
    >
      <p>They are not tried again by themselves. Look at the reason, then work them again.</p>
      <Button asChild size="small" className="mt-3">
        <Link to="/admin/inbox" search={{ state: 'dead' }}>
          Show them
        </Link>
      </Button>
    </Notice>
  );
}

function InboxFilterForm() {
  const search = useSearch({ from: '/app/admin/inbox' });
  const navigate = useNavigate({ from: '/admin/inbox' });
  const change = (next: Partial<typeof search>) =>
    void navigate({ search: (previous) => ({ ...previous, ...next }), replace: true });
  return (
    <search aria-label="Filters" className="grid items-end gap-4 sm:grid-cols-2 lg:grid-cols-4">
      <SelectField
        label="State"
        value={search.state ?? ''}
        onChange={({ target }) =>
          change({ state: inboxStates.find((state) => state === target.value) })
        }
      >
        <option value="">Every state</option>
        {inboxStates.map((state) => (
          <option key={state} value={state}>
            {eventStateName(state)}
          </option>
        ))}
      </SelectField>
      <SelectField
        label="Provider"
        value={search.provider ?? ''}
        onChange={({ target }) =>
          change({ provider: providerSchema.options.find((one) => one === target.value) })
        }
      >
        <option value="">Every provider</option>
        {providerSchema.options.map((provider) => (
          <option key={provider} value={provider}>
            {providerName(provider)}
          </option>
        ))}
      </SelectField>
    </search>
  );
}
