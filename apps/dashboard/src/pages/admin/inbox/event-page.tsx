import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { type InboxEvent, useInboxEvent, useReplay } from '../../../hooks/inbox.js';
import { dateTimeText } from '../../../time/format.js';
import { Button } from '../../../ui/button.js';
import { CodeBlock } from '../../../ui/code-block.js';
import { ConfirmDialog } from '../../../ui/confirm-dialog.js';
import { Disclosure } from '../../../ui/disclosure.js';
import { Facts } from '../../../ui/facts.js';
import { Card, Page } from '../../../ui/layout.js';
import { Notice } from '../../../ui/notice.js';
import { QueryView } from '../../../ui/query-view.js';
import { providerName } from '../../purchases/provider-name.js';
import { AdminOnly } from '../admin-only.js';
import { EventState, eventStateName } from './event-state.js';

/** One event of a payment provider. */
export function EventPage() {
  return (
    <AdminOnly title="Event">
      <EventView />
    </AdminOnly>
  );
}

function EventView() {
  const { id } = useParams({ from: '/app/admin/inbox/$id' });
  const event = useInboxEvent(id);
  return (
    <Page title="Event" lead={<span className="font-mono text-sm break-all">{id}</span>}>
      <QueryView query={event} what="The event">
        {({ payload, ...data }) => (
          <>
            <EventFacts event={data} />
            <Replay event={data} />
            <Disclosure label="Payload, with names, addresses and secrets blacked out">
              <CodeBlock label="Payload" code={JSON.stringify(payload, null, 2)} copy="Copy" />
            </Disclosure>
          </>
        )}
      </QueryView>
    </Page>
  );
}

function EventFacts({ event }: { event: InboxEvent }) {
  const mono = (text: string) => (
    <code className="font-mono text-[0.8125rem] break-all">{text}</code>
  );
  return (
    <Card>
      <Facts
        facts={[
          ['State', <EventState key="state" state={event.state} />],
          ['Type', mono(event.type)],
          ['Provider', `${providerName(event.provider)}${event.livemode ? '' : ', test mode'}`],
          ['Their name of it', mono(event.eventKey)],
          ['Happened', dateTimeText(event.occurredAt)],
          ['Received', dateTimeText(event.receivedAt)],
          ['Tries', String(event.attempts)],
          ['Next try', event.dueAt === null ? 'None' : dateTimeText(event.dueAt)],
          ['Reason', event.reason ?? 'None'],
        ]}
      />
    </Card>
  );
}

/** Works the event again, after asking, and says how that ended. */
function Replay({ event }: { event: InboxEvent }) {
  const [open, setOpen] = useState(false);
  const replay = useReplay(event.id);
  return (
    <div className="flex flex-col items-start gap-4">
      <div role="status" aria-label="Result" className="w-full empty:hidden">
        {replay.data !== undefined && <Outcome event={replay.data} />}
      </div>
      <Button onClick={() => setOpen(true)}>Work it again</Button>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title="Work this event again?"
        confirm="Work it again"
        onConfirm={() => replay.mutate(undefined, { onSuccess: () => setOpen(false) })}
        busy={replay.isPending}
        error={replay.error}
      >
        <p>
          The provider is asked about what the event is about, and our books follow its answer. What
          was done before is not done twice.
        </p>
      </ConfirmDialog>
    </div>
  );
}

function Outcome({ event }: { event: InboxEvent }) {
  const isGood = event.state === 'done' || event.state === 'ignored';
  return (
    <Notice
      kind={isGood ? 'positive' : 'negative'}
      title={`Worked again: ${eventStateName(event.state)}`}
    >
      {event.reason}
    </Notice>
  );
}
