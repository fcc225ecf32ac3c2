import type { PackageList } from '../../hooks/purchases.js';

/** Whether some payment provider of this server keeps cards that can be charged again. */
export function savesCards({ providers }: PackageList): boolean {
  return providers.some(({ savesMethods }) => savesMethods);
}
