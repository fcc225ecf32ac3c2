import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { adminPaymentRoutes, type QueryInput, type ReplyOf } from '@telex-credits/contracts';
import { call } from '../api/call.js';
import { CHOICES_MAX, listOptions, PLATFORM } from './pages.js';

const routes = adminPaymentRoutes.inbox;

export type InboxEvent = ReplyOf<typeof routes.replay>;
export type InboxFilters = Pick<QueryInput<typeof routes.inbox>, 'state' | 'provider'>;

const ASKED_AGAIN_MS = 60_000;

/** Events of payment providers, newest first. */
export function useInbox(filters: InboxFilters) {
  return useInfiniteQuery(
    listOptions([PLATFORM, 'inbox', 'list', filters], (page, signal) =>
      call(routes.inbox, { query: { ...filters, ...page }, signal }),
    ),
  );
}

/** How many events failed too often, up to `CHOICES_MAX`; asked again every minute. */
export function useDeadEvents() {
  return useQuery({
    queryKey: [PLATFORM, 'inbox', 'dead'],
    queryFn: async ({ signal }) => {
      const query = { state: 'dead', limit: CHOICES_MAX } as const;
      const { data, nextCursor } = await call(routes.inbox, { query, signal });
      return { count: data.length, isMore: nextCursor !== null };
    },
    refetchInterval: ASKED_AGAIN_MS,
  });
}

/** One event with its redacted payload. */
export function useInboxEvent(id: string) {
  return useQuery({
    queryKey: [PLATFORM, 'inbox', id],
    queryFn: ({ signal }) => call(routes.inboxEvent, { params: { id }, signal }),
  });
}

/** Works an event again, which can change purchases and disputes, too. */
export function useReplay(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => call(routes.replay, { params: { id } }),
    onSettled: () =>
      Promise.all(
        ['inbox', 'orders', 'disputes'].map((noun) =>
          client.invalidateQueries({ queryKey: [PLATFORM, noun] }),
        ),
      ),
  });
}
