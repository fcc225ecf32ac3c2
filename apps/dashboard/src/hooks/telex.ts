import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type BodyInput, type TelexLink, telexRoutes } from '@telex-credits/contracts';
import { call } from '../api/call.js';
import { meQuery } from './me.js';

const queryKey = ['me', 'telex'];

/** Whether people can sign in to this server with Telex. */
export function useSignInOptions() {
  return useQuery({
    queryKey: ['sign-in-options'],
    queryFn: ({ signal }) => call(telexRoutes.options, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** How the signed-in person and a Telex account are tied. */
export function useTelexLink() {
  return useQuery({ queryKey, queryFn: ({ signal }) => call(telexRoutes.show, { signal }) });
}

/** Keeps the new state, and asks again who the person is and where they belong. */
function useChanged() {
  const client = useQueryClient();
  return async (link?: TelexLink) => {
    if (link !== undefined) {
      client.setQueryData(queryKey, link);
    }
    await client.invalidateQueries({ queryKey: meQuery.queryKey });
  };
}

/** Lets a Telex account sign in to the person's own. */
export function useLinkTelex() {
  return useMutation({
    mutationFn: (body: BodyInput<typeof telexRoutes.link>) => call(telexRoutes.link, { body }),
    onSuccess: useChanged(),
  });
}

/** Ends the link. */
export function useUnlinkTelex() {
  const changed = useChanged();
  return useMutation({
    mutationFn: () => call(telexRoutes.unlink, {}),
    onSuccess: () => changed(),
  });
}

/** Mails the link that confirms the address of the Telex account again. */
export function useSendTelexConfirmation() {
  return useMutation({ mutationFn: () => call(telexRoutes.sendConfirmation, {}) });
}

/** Confirms the address of the Telex account with the mailed token. */
export function useConfirmTelexEmail() {
  return useMutation({
    mutationFn: (token: string) => call(telexRoutes.confirm, { body: { token } }),
    onSuccess: useChanged(),
  });
}
