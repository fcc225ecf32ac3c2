import type { StreamEvent } from '@telex-credits/contracts';
import type { Currency } from '@telex-credits/money';
import type { DocumentStore, LedgerStore } from '@telex-credits/store';
import { AppError } from '../../foundation/app-error.js';
import type { EventPublisher } from '../../foundation/ports.js';
import { createJournalFollower, type JournalFollower } from '../../projector/journal-follower.js';
import { createEventStream, type EventSink, type EventStream } from './event-stream.js';
import { type CallOf, eventsOf } from './ledger-events.js';
import { createEventRepository } from './repository.js';

/** Events of organisations, stored for a day, and the connections that read them. */
export interface EventsService extends EventPublisher {
  /**
   * Sends an organisation's events behind `lastEventId` (only new ones without it) until the sink
   * closes. Throws 503 `shutting_down` and 429 `too_many_streams`.
   */
  stream(reader: {
    readonly organisationId: string;
    readonly lastEventId: string | undefined;
    readonly sink: EventSink;
    /** Sends the reply's head, once nothing can be refused any more. */
    readonly open: () => void;
  }): Promise<void>;
  /** Beats every connection; to be called every 15 seconds or so. */
  beat(): void;
  /** Deletes events older than a day. */
  prune(): Promise<void>;
  /** Ends every connection, so that the server can drain. */
  close(): void;
  /** Events behind a number, oldest first; a bounded number of them, and none when there are none. */
  after(organisationId: string, number: number): Promise<StreamEvent[]>;
  /** Number of an organisation's newest event; 0 before the first. */
  newest(organisationId: string): Promise<number>;
  /** Calls the listener whenever this process has stored events of an organisation. */
  onStored(listener: (organisationId: string) => void): void;
  readonly follower: JournalFollower;
}

export interface EventsDeps {
  readonly documents: DocumentStore;
  readonly ledger: Pick<LedgerStore, 'entries' | 'lastSeq' | 'onCommit' | 'publisher'>;
  readonly now: () => Date;
  readonly baseCurrency: Currency;
  /** What a call looks like; `callOf` of the usage service. */
  readonly callOf: CallOf;
  readonly onError: (error: unknown) => void;
  /** Least time between two wallet.updated of one wallet. */
  readonly spacingMs?: number;
}

const keptMs = 24 * 3_600_000;
const streamsPerOrganisation = 100;

/** Makes events; `follower` must be started for those that tell of the ledger. */
export function createEventsService(deps: EventsDeps): EventsService {
  const repository = createEventRepository(deps.documents);
  const streams = new Map<string, Set<EventStream>>();
  const listeners: ((organisationId: string) => void)[] = [];
  let closed = false;

  function wake(organisationId: string): void {
    for (const listener of listeners) {
      listener(organisationId);
    }
    for (const stream of streams.get(organisationId) ?? []) {
      stream.wake();
    }
  }

  const keptFrom = () => new Date(deps.now().getTime() - keptMs).toISOString();

  const follower = createJournalFollower({
    ...deps,
    name: 'events',
    // Each batch waits for the disk.
    batchSize: 500,
    async apply(entries) {
      const from = keptFrom();
      const recent = entries.filter((entry) => entry.at >= from);
      const events = await eventsOf(recent, deps);
      await Promise.all(
        [...events].map(async ([organisationId, list]) => {
          await repository.appendFromLedger(organisationId, list);
          wake(organisationId);
        }),
      );
    },
  });

  function register(organisationId: string, stream: EventStream, sink: EventSink): void {
    const own = streams.get(organisationId) ?? new Set();
    streams.set(organisationId, own.add(stream));
    sink.once('close', () => {
      own.delete(stream);
      if (own.size === 0) {
        streams.delete(organisationId);
      }
    });
  }

  return {
    follower,
    after: (organisationId, number) => repository.after(organisationId, number),
    newest: (organisationId) => repository.newest(organisationId),
    onStored: (listener) => listeners.push(listener),
    async publish(organisationId, type, data) {
      const at = deps.now().toISOString();
      await repository.append(organisationId, { type, at, data });
      wake(organisationId);
    },
    async stream({ organisationId, lastEventId, sink, open }) {
      const newest = await repository.newest(organisationId);
      if (sink.destroyed) {
        return;
      }
      refuse(closed, streams.get(organisationId)?.size ?? 0);
      open();
      const stream = createEventStream({
        sink,
        from: startOf(lastEventId, newest),
        after: (number) => repository.after(organisationId, number),
        onError: deps.onError,
      });
      register(organisationId, stream, sink);
      stream.wake();
    },
    beat() {
      for (const stream of [...streams.values()].flatMap((own) => [...own])) {
        stream.beat();
        // Another process may have stored events of this organisation.
        stream.wake();
      }
    },
    prune: () => repository.prune(keptFrom()),
    close() {
      closed = true;
      for (const stream of [...streams.values()].flatMap((own) => [...own])) {
        stream.close();
      }
    },
  };
}

/** A number from the future or no number at all is no place to resume from. */
function startOf(lastEventId: string | undefined, newest: number): number {
  const known = /^\d{1,15}$/.test(lastEventId ?? '') ? Number(lastEventId) : newest;
  return Math.min(known, newest);
}

function refuse(closed: boolean, open: number): void {
  const again = { headers: { 'retry-after': '2' } };
  if (closed) {
    throw new AppError(503, 'shutting_down', 'The server is restarting. Connect again.', {}, again);
  }
  if (open >= streamsPerOrganisation) {
    throw new AppError(
      429,
      'too_many_streams',
      'Too many event streams are open in this organisation. Close one.',
      { open },
      again,
    );
  }
}
