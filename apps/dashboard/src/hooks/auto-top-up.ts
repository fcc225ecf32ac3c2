import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { autoTopUpRoutes, type SetAutoTopUp } from '@telex-credits/contracts';
import { call } from '../api/call.js';
import { useOrganisationId } from '../api/organisation.js';

/** The server looks at every rule that often, and no event tells what it found. */
const LOOK_MS = 15_000;

/** The rule by which the wallet buys credits by itself; followed while it is on. */
export function useAutoTopUp() {
  const organisationId = useOrganisationId();
  return useQuery({
    queryKey: [organisationId, 'auto-top-up'],
    queryFn: ({ signal }) => call(autoTopUpRoutes.get, { signal }),
    refetchInterval: ({ state }) => (state.data?.enabled === true ? LOOK_MS : false),
  });
}

/** Turns the rule on, as the person agreed to it, or off. */
export function useSetAutoTopUp() {
  const organisationId = useOrganisationId();
  const client = useQueryClient();
  const queryKey = [organisationId, 'auto-top-up'];
  return useMutation({
    mutationFn: (body: SetAutoTopUp) => call(autoTopUpRoutes.set, { body }),
    onSuccess: (rule) => client.setQueryData(queryKey, rule),
    // A refusal may mean that the text or the rule is another by now.
    onError: () => client.invalidateQueries({ queryKey }),
  });
}
