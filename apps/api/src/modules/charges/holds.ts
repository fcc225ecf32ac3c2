import { parseCredits, printCredits } from '@telex-credits/money';
import { holdTooLong } from './errors.js';
import { chargeNote } from './notes.js';
import type { ApiHold, ChargeLedger } from './repository.js';
import { mayUse, type Reservations, type Spender } from './reservations.js';
import type { ChargesDeps, ChargesService, WireHold } from './service.js';

const longestMs = 24 * 3_600_000;

/** Deducting in two steps: a hold, then its capture or release. */
export function createHolds(deps: {
  readonly ledger: ChargeLedger;
  readonly reservations: Reservations;
  readonly usage: Pick<ChargesDeps['usage'], 'usageIdOfHold'>;
  readonly now: () => Date;
}): Omit<ChargesService, 'charge'> {
  const { ledger } = deps;
  const at = (ms: number) => new Date(ms).toISOString();

  async function own(by: Spender, id: string): Promise<ApiHold> {
    const found = await ledger.hold(by.organisationId, id);
    mayUse(by, found.hold.moduleId);
    return found;
  }

  async function shown(by: Spender, id: string): Promise<WireHold> {
    const { hold } = await own(by, id);
    const { moduleId, status, expiresAt } = hold;
    return {
      ...{ id, moduleId, status, expiresAt },
      credits: printCredits(hold.credits),
      captured: printCredits(hold.captured),
      usageId: status === 'captured' ? await deps.usage.usageIdOfHold(by.organisationId, id) : null,
    };
  }

  return {
    async hold(by, body, { stableId }) {
      const { id } = await ledger.once(stableId('hold'), async () => {
        const { module, reserved } = await deps.reservations.make(by, body);
        const facts = { moduleName: module.name, priceVersion: module.price };
        const note = { kind: 'api_hold', ...facts, reference: body.reference ?? null };
        const expiresAt = at(deps.now().getTime() + body.ttlSeconds * 1000);
        return { type: 'hold', id: stableId('hold'), ...reserved, expiresAt, note };
      });
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
      const { madeAt } = await own(by, id);
      await ledger.once(ids.stableId('ext'), async () => {
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
