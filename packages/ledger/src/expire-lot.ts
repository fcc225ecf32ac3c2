import type { Decision } from './decision.js';
import { Draft, type Scene } from './draft.js';
import { available, isExpired } from './lots.js';
import type { Expire } from './operations.js';
import { refuse } from './refuse.js';

/**
 * See `Expire`: a lot's available credits end, their basis becomes breakage. Held ones follow as
 * their holds end; a lot with nothing available is therefore `not_due`.
 */
export function decideExpireLot(scene: Scene, expire: Expire, lotId: string): Decision {
  const lot = scene.view.lot(lotId);
  const wallet = lot === undefined ? undefined : scene.view.wallet(lot.walletId);
  if (lot === undefined || wallet === undefined) {
    return refuse({ code: 'lot_not_found' });
  }
  const credits = available(lot);
  if (!isExpired(lot, scene.context.now) || credits === 0n) {
    return refuse({ code: 'not_due' });
  }
  const draft = new Draft(scene, wallet);
  draft.endCredits({ lotId, credits }, 'available', 'expired');
  return draft.accept(expire);
}
