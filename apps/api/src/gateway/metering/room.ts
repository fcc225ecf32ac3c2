import { leftOf } from '@telex-credits/ledger';
import type { Micros } from '@telex-credits/money';
import type { CallableModule, SpendingIdentity } from '../../foundation/ports.js';
import type { GatewayDeps } from '../deps.js';

/**
 * The credits that a hold could take now: the balance, or less where one of the limits that the call
 * counts against leaves less. Only the hold itself decides; this is for asking for less beforehand.
 */
export async function roomOf(
  deps: Pick<GatewayDeps, 'ledger' | 'limits'>,
  spender: { readonly identity: SpendingIdentity; readonly module: Pick<CallableModule, 'id'> },
): Promise<Micros> {
  const { identity, module } = spender;
  const { organisationId } = identity;
  const [wallet, limits] = await Promise.all([
    deps.ledger.wallet(organisationId),
    deps.limits.for({ organisationId, moduleId: module.id, identity }),
  ]);
  const available = (wallet?.posted ?? 0n) - (wallet?.held ?? 0n);
  const left = leftOf(wallet?.counters ?? [], limits);
  return left === null || available < left ? available : left;
}
