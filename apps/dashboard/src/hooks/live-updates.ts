import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { type EventType, eventRoutes } from '@telex-credits/contracts';
import { useEffect, useState } from 'react';
import { organisationHeaders } from '../api/call.js';
import { followEvents, type StreamState } from '../api/event-stream.js';
import { useOrganisationId } from '../api/organisation.js';

/** Nouns whose queries an event makes stale. */
const staleAfter: Readonly<Record<EventType, readonly string[]>> = {
  'wallet.updated': ['wallet', 'transactions', 'estimate'],
  'purchase.updated': [
    ...['purchases', 'wallet', 'transactions', 'receipts', 'payment-methods', 'auto-top-up'],
  ],
  'usage.created': [
    ...['usage', 'wallet', 'transactions', 'keys', 'connections', 'authorisations'],
  ],
  'earnings.updated': ['earnings'],
  'payout.updated': ['earnings'],
};

/** A busy wallet changes many times a second; the page asks at most this often. */
const GATHER_MS = 500;

/**
 * Keeps what is shown in step with the organisation's events while mounted. Returns whether the
 * stream is open. After a gap everything is asked for again, in case the server kept too little.
 */
export function useLiveUpdates(): StreamState {
  const organisationId = useOrganisationId();
  const client = useQueryClient();
  const [state, setState] = useState<StreamState>('connecting');
  useEffect(() => {
    const controller = new AbortController();
    const refresh = gatherRefreshes(client, organisationId);
    let opened = 0;
    void followEvents({
      url: eventRoutes.stream.path,
      headers: organisationHeaders,
      signal: controller.signal,
      onState: (next) => {
        setState(next);
        opened += next === 'live' ? 1 : 0;
        if (next === 'live' && opened > 1) {
          void client.invalidateQueries({ queryKey: [organisationId] });
        }
      },
      onMessage: ({ event }) => refresh.add(staleAfter[event as EventType] ?? []),
    });
    return () => {
      controller.abort();
      refresh.stop();
    };
  }, [client, organisationId]);
  return state;
}

/** Gathers nouns for a moment and then makes their queries stale, each once. */
function gatherRefreshes(client: QueryClient, organisationId: string) {
  const nouns = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  function flush(): void {
    timer = undefined;
    for (const noun of nouns) {
      void client.invalidateQueries({ queryKey: [organisationId, noun] });
    }
    nouns.clear();
  }
  return {
    add(more: readonly string[]): void {
      for (const noun of more) {
        nouns.add(noun);
      }
      if (nouns.size > 0) {
        timer ??= setTimeout(flush, GATHER_MS);
      }
    },
    stop(): void {
      clearTimeout(timer);
    },
  };
}
