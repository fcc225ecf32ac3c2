import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import {
  authorisationRoutes,
  type BodyInput,
  keyRoutes,
  type ReplyOf,
} from '@telex-credits/contracts';
import { call } from '../api/call.js';
import { useOrganisationId } from '../api/organisation.js';
import { CHOICES_MAX, listOptions } from './pages.js';

export type ApiKey = ReplyOf<typeof keyRoutes.list>['data'][number];
export type NewApiKey = ReplyOf<typeof keyRoutes.create>;
export type Connection = ReplyOf<typeof keyRoutes.connections>['data'][number];
export type NewConnection = ReplyOf<typeof keyRoutes.createConnection>;

/** API keys, newest first. */
export function useApiKeys() {
  const organisationId = useOrganisationId();
  return useInfiniteQuery(
    listOptions([organisationId, 'keys', 'list'], (page, signal) =>
      call(keyRoutes.list, { query: page, signal }),
    ),
  );
}

/** Connection URLs, newest first. */
export function useConnections() {
  const organisationId = useOrganisationId();
  return useInfiniteQuery(
    listOptions([organisationId, 'connections', 'list'], (page, signal) =>
      call(keyRoutes.connections, { query: page, signal }),
    ),
  );
}

/** Names of keys, connections and authorisations by id, for statements and sums. */
export function useSpenderNames(): ReadonlyMap<string, string> {
  const organisationId = useOrganisationId();
  const { data } = useQuery({
    queryKey: [organisationId, 'keys', 'names'],
    queryFn: async ({ signal }) => {
      const query = { limit: CHOICES_MAX };
      const [keys, connections, authorisations] = await Promise.all([
        call(keyRoutes.list, { query, signal }),
        call(keyRoutes.connections, { query, signal }),
        call(authorisationRoutes.list, { query, signal }),
      ]);
      const given = authorisations.data.map(({ id, moduleName }) => ({
        ...{ id, name: `Authorisation for ${moduleName}` },
      }));
      return new Map(
        [...keys.data, ...connections.data, ...given].map(({ id, name }) => [id, name]),
      );
    },
  });
  return data ?? noNames;
}

const noNames: ReadonlyMap<string, string> = new Map();

/** What each change of keys and connections does to what is shown. */
function useChange<Input, Output>(mutationFn: (input: Input) => Promise<Output>) {
  const organisationId = useOrganisationId();
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: () =>
      Promise.all(
        ['keys', 'connections'].map((noun) =>
          client.invalidateQueries({ queryKey: [organisationId, noun] }),
        ),
      ),
  });
}

/** Makes a key; the reply is the only one with its secret. */
export function useCreateApiKey() {
  return useChange((body: BodyInput<typeof keyRoutes.create>) => call(keyRoutes.create, { body }));
}

/** Gives a key a new secret; the old one goes on for the grace period. */
export function useRotateApiKey() {
  return useChange(({ id, graceSeconds }: { id: string; graceSeconds: number }) =>
    call(keyRoutes.rotate, { params: { id }, body: { graceSeconds } }),
  );
}

/** Ends a key at once. */
export function useRevokeApiKey() {
  return useChange((id: string) => call(keyRoutes.revoke, { params: { id } }));
}

/** Makes a connection URL; the reply is the only one with it. */
export function useCreateConnection() {
  return useChange((body: BodyInput<typeof keyRoutes.createConnection>) =>
    call(keyRoutes.createConnection, { body }),
  );
}

/** Ends a connection URL at once. */
export function useRevokeConnection() {
  return useChange((id: string) => call(keyRoutes.revokeConnection, { params: { id } }));
}
