import { parseCredits, printCredits } from '@telex-credits/money';
import { holdOfPublisher, holdTooLong } from './errors.js';
import { chargeNote } from './notes.js';
import type { ApiHold, ChargeLedger } from './repository.js';
import { mayUse, type Reservations, requireCharger, type Spender } from './reservations.js';
import type { ChargesDeps, ChargesService, WireHold } from './service.js';

const longestMs = 24 * 3_600_000;

/** Deducting in two steps: a hold, then its capture or release. */
export function createHolds(deps: {
  readonly ledger: ChargeLedger;
  readonly reservations: Reservations;
  readonly usage: Pick<ChargesDeps['usage'], 'usageIdOfHold'>;
  readonly now: () => Date;
}): Omit<ChargesService, 'charge' | 'receipt'> {
  const { ledger } = deps;
  const at = (ms: number) => new Date(ms).toISOString();

  async function seen(by: Spender, id: string): Promise<ApiHold> {
    const found = await ledger.hold(by.organisationId, id);
    mayUse(by, found.hold.moduleId);
    return found;
  }

  /** A hold that the spender may capture, extend or release. */
  async function own(by: Spender, id: string): Promise<ApiHold> {
    const found = await seen(by, id);
    if (found.madeBy !== by.organisationId) {
      throw holdOfPublisher();
    }
    if (found.note.authorisationId !== null) {
      requireCharger(by);
    }
    return found;
  }

  async function shown(by: Spender, id: string): Promise<WireHold> {
    const { hold, note } = await seen(by, id);
    const { moduleId, status, expiresAt, walletId } = hold;
    return {
      ...{ id, moduleId, status, expiresAt, authorisationId: note.authorisationId },
      credits: printCredits(hold.credits),
      captured: printCredits(hold.captured),
      usageId: status === 'captured' ? await deps.usage.usageIdOfHold(walletId, id) : null,
    };
  }

  return {
    async hold(by, body, { stableId }) {
      const asking = {
        credits: parseCredits(body.credits),
        isOwn: body.authorisation === undefined,
      };
      const make = async () => {
        const { module, reserved, authorisationId } = await deps.reservations.make(by, body);
        const facts = { moduleName: module.name, priceVersion: module.price, authorisationId };
        const note = { kind: 'api_hold', ...facts, reference: body.reference ?? null };
        const expiresAt = at(deps.now().getTime() + body.ttlSeconds * 1000);
        return { type: 'hold' as const, id: stableId('hold'), ...reserved, expiresAt, note };
      };
      const { id } = await ledger.once(stableId('hold'), make, asking);
      return shown(by, id);
    },
    getHold: shown,
    async capture(by, { id, credits: asked, ids }) {
      const { hold, note } = await own(by, id);
      await ledger.once(ids.stableId('use'), async () => {
        const credits = parseCredits(asked);
        const { kind: _kind, ...facts } = note;
        const amounts = { credits, held: hold.credits, requestId: ids.requestId };
        const route = 'POST /api/v1/holds/{id}/capture';
        const receipt = chargeNote({ route, ...facts, ...amounts });
        return { type: 'capture', id: ids.stableId('use'), holdId: id, credits, note: receipt };
      });
      return shown(by, id);
    },
    async extend(by, { id, ttlSeconds, ids }) {
      const { madeAt, hold, note } = await own(by, id);
      await ledger.once(ids.stableId('ext'), async () => {
        if (note.authorisationId !== null) {
          // What was held before the end may still be captured, but for no longer than was agreed.
          const { moduleId } = hold;
          await deps.reservations.requireUsable(by, { id: note.authorisationId, moduleId });
        }
        const expiresAt = at(deps.now().getTime() + ttlSeconds * 1000);
        const latest = at(Date.parse(madeAt) + longestMs);
        if (expiresAt > latest) {
          throw holdTooLong(latest);
        }
        return { type: 'extend', id: ids.stableId('ext'), holdId: id, expiresAt };
      });
      return shown(by, id);
    },
    async release(by, { id, ids }) {
      await own(by, id);
      const release = { type: 'release', id: ids.stableId('rel'), holdId: id } as const;
      await ledger.once(release.id, async () => release);
      return shown(by, id);
    },
  };
}
