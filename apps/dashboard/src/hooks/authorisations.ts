import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import {
  authorisationRoutes,
  type BodyInput,
  type Price,
  type SpendingAuthorisation,
} from '@telex-credits/contracts';
import { call } from '../api/call.js';
import { useOrganisationId } from '../api/organisation.js';
import type { Listing } from './marketplace.js';
import { listOptions } from './pages.js';

export type Authorisation = SpendingAuthorisation;

/** What the organisation lets publishers charge, newest first. */
export function useAuthorisations() {
  const organisationId = useOrganisationId();
  return useInfiniteQuery(
    listOptions([organisationId, 'authorisations', 'given'], (page, signal) =>
      call(authorisationRoutes.list, { query: page, signal }),
    ),
  );
}

/** What customers let the organisation charge for one of its modules, newest first. */
export function useModuleAuthorisations(moduleId: string) {
  const organisationId = useOrganisationId();
  return useInfiniteQuery(
    listOptions([organisationId, 'authorisations', 'of-module', moduleId], (page, signal) =>
      call(authorisationRoutes.ofModule, { params: { id: moduleId }, query: page, signal }),
    ),
  );
}

function useChange<Input, Output>(mutationFn: (input: Input) => Promise<Output>) {
  const organisationId = useOrganisationId();
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: () =>
      Promise.all(
        ['authorisations', 'keys'].map((noun) =>
          client.invalidateQueries({ queryKey: [organisationId, noun] }),
        ),
      ),
  });
}

/** Lets a publisher charge. */
export function useGiveAuthorisation() {
  return useChange((body: BodyInput<typeof authorisationRoutes.create>) =>
    call(authorisationRoutes.create, { body }),
  );
}

/** Ends one at once. */
export function useEndAuthorisation() {
  return useChange((id: string) => call(authorisationRoutes.end, { params: { id } }));
}

const withMaximum: readonly Price['model'][] = ['per_call', 'per_unit'];

/** Whether a module's publisher could charge by an authorisation: there is one, and a maximum. */
export function isChargeable({ publisher, price }: Listing): boolean {
  return publisher.id !== null && withMaximum.includes(price.price.model);
}
