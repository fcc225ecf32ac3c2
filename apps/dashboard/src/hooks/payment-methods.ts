import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { paymentMethodRoutes } from '@telex-credits/contracts';
import { call } from '../api/call.js';
import { useOrganisationId } from '../api/organisation.js';

/** Saved payment methods, newest first; only for roles that buy. */
export function usePaymentMethods() {
  const organisationId = useOrganisationId();
  return useQuery({
    queryKey: [organisationId, 'payment-methods'],
    queryFn: ({ signal }) => call(paymentMethodRoutes.list, { signal }),
    select: ({ data }) => data,
  });
}

/** Forgets a payment method, here and at the provider. */
export function useRemovePaymentMethod() {
  const organisationId = useOrganisationId();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => call(paymentMethodRoutes.remove, { params: { id } }),
    onSettled: () =>
      Promise.all(
        ['payment-methods', 'auto-top-up'].map((noun) =>
          client.invalidateQueries({ queryKey: [organisationId, noun] }),
        ),
      ),
  });
}
