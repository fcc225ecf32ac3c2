import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { adminPackageRoutes, type BodyInput, type ReplyOf } from '@telex-credits/contracts';
import { attempt } from '../api/attempts.js';
import { call } from '../api/call.js';
import { PLATFORM } from './pages.js';

export type AdminPackage = ReplyOf<typeof adminPackageRoutes.create>;
export type PackageBody = BodyInput<typeof adminPackageRoutes.create>;
export type PackageChange = BodyInput<typeof adminPackageRoutes.change>;
export type Offer = NonNullable<BodyInput<typeof adminPackageRoutes.setCustomOffer>['custom']>;

/** All packages, off sale too. */
export function useAdminPackages() {
  return useQuery({
    queryKey: [PLATFORM, 'packages'],
    queryFn: async ({ signal }) => (await call(adminPackageRoutes.list, { signal })).data,
  });
}

/** What custom amounts cost; null where they are not on sale. */
export function useCustomOffer() {
  return useQuery({
    queryKey: [PLATFORM, 'custom-offer'],
    queryFn: async ({ signal }) =>
      (await call(adminPackageRoutes.getCustomOffer, { signal })).custom,
  });
}

/** Every change of what is sold changes the page on which one buys, too. */
function useChange<Input, Output>(mutationFn: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: () =>
      Promise.all(
        [[PLATFORM, 'packages'], [PLATFORM, 'custom-offer'], ['packages']].map((queryKey) =>
          client.invalidateQueries({ queryKey }),
        ),
      ),
  });
}

/** Puts a package on sale. */
export function useCreatePackage() {
  return useChange((body: PackageBody) =>
    attempt({ organisationId: PLATFORM, operation: 'package', body }, (idempotencyKey) =>
      call(adminPackageRoutes.create, { body, idempotencyKey }),
    ),
  );
}

/** Changes a package. */
export function useChangePackage() {
  return useChange(({ id, body }: { id: string; body: PackageChange }) =>
    call(adminPackageRoutes.change, { params: { id }, body }),
  );
}

/** Sells custom amounts, or stops selling them. */
export function useSetCustomOffer() {
  return useChange(
    async (custom: Offer | null) =>
      (await call(adminPackageRoutes.setCustomOffer, { body: { custom } })).custom,
  );
}
