import { signingKeyRoutes } from '@telex-credits/contracts';
import { type BoundRoute, bind } from '../../http/bind.js';
import type { SigningKeys } from './signing-keys.js';

/** Where modules find the keys that requests to them are signed with. */
export function signingKeyRoutesOf(keys: Pick<SigningKeys, 'published'>): BoundRoute[] {
  return [bind(signingKeyRoutes.list, async () => ({ keys: keys.published() }))];
}
