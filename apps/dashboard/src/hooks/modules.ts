import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type BodyInput, moduleRoutes, type ReplyOf } from '@telex-credits/contracts';
import { call } from '../api/call.js';
import { useOrganisationId } from '../api/organisation.js';
import { CHOICES_MAX } from './pages.js';

export type Module = ReplyOf<typeof moduleRoutes.create>;

/** The organisation's own modules. */
export function useModules() {
  const organisationId = useOrganisationId();
  return useQuery({
    queryKey: [organisationId, 'modules'],
    queryFn: async ({ signal }) =>
      (await call(moduleRoutes.list, { query: { limit: CHOICES_MAX }, signal })).data,
  });
}

function useChange<Input, Output>(mutationFn: (input: Input) => Promise<Output>) {
  const organisationId = useOrganisationId();
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: [organisationId, 'modules'] });
      await client.invalidateQueries({ queryKey: ['marketplace'] });
    },
  });
}

/** Drafts a module. */
export function useCreateModule() {
  return useChange((body: BodyInput<typeof moduleRoutes.create>) =>
    call(moduleRoutes.create, { body }),
  );
}

/** Changes texts, address or time limit. */
export function useChangeModule(id: string) {
  return useChange((body: NonNullable<BodyInput<typeof moduleRoutes.change>>) =>
    call(moduleRoutes.change, { params: { id }, body }),
  );
}

/** Puts a module on the marketplace. */
export function usePublishModule(id: string) {
  return useChange(() => call(moduleRoutes.publish, { params: { id } }));
}

/** Announces a new price. */
export function useAddPrice(id: string) {
  return useChange((body: BodyInput<typeof moduleRoutes.addPrice>) =>
    call(moduleRoutes.addPrice, { params: { id }, body }),
  );
}
