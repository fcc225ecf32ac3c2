import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type SetWalletAlerts, walletAlertRoutes } from '@telex-credits/contracts';
import { call } from '../api/call.js';
import { useOrganisationId } from '../api/organisation.js';

const queryKeyOf = (organisationId: string) => [organisationId, 'wallet-alerts'];

/** Who is told when credits run low, and how that went. */
export function useWalletAlerts() {
  const organisationId = useOrganisationId();
  return useQuery({
    queryKey: queryKeyOf(organisationId),
    queryFn: ({ signal }) => call(walletAlertRoutes.get, { signal }),
  });
}

export function useSetWalletAlerts() {
  const organisationId = useOrganisationId();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: SetWalletAlerts) => call(walletAlertRoutes.set, { body }),
    onSuccess: (alerts) => client.setQueryData(queryKeyOf(organisationId), alerts),
  });
}

/** Sends a message that says it is a test. */
export function useTestWalletAlerts() {
  const organisationId = useOrganisationId();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (channel: 'email' | 'telexChannel') =>
      call(walletAlertRoutes.test, { body: { channel } }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeyOf(organisationId) }),
  });
}
