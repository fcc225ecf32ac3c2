import { describe, expect, it } from 'vitest';
import { priceChange } from './price-changes.js';
import type { ModuleDoc, PriceDoc } from './schemas.js';

const day = (days: number) => new Date(Date.parse('2026-02-01') + days * 86_400_000).toISOString();
const version = (
  number: number,
  credits: string,
  days: { made: number; starts: number },
): PriceDoc => ({
  ...{ id: `prc_${number}`, moduleId: 'mod_1', number },
  price: { model: 'per_call', credits, errorsBillable: false },
  ...{ createdAt: day(days.made), effectiveAt: day(days.starts) },
});
const module: ModuleDoc = {
  ...{ id: 'mod_1', slug: 'm', name: 'M', description: '', kind: 'http', upstreamUrl: 'x' },
  ...{ publisherId: 'org_1', status: 'published', developerBps: 8000, timeLimitSeconds: 1 },
  ...{ demo: false, createdAt: day(0), publishedAt: day(2) },
};
const first = version(1, '1', { made: 0, starts: 0 });
const rise = version(2, '2', { made: 3, starts: 17 });

describe('a price version', () => {
  const change = (versions: PriceDoc[]) => {
    const last = versions.at(-1);
    return last && priceChange(module, versions, last);
  };

  it('of a draft, and a first one, tell nobody anything', () => {
    expect(change([first])).toMatchObject({ rise: null, takenBack: [] });
    const dearer = version(2, '2', { made: 1, starts: 1 });
    expect(change([first, dearer])).toMatchObject({ rise: null, takenBack: [] });
  });

  it('that rises says from what to what, and when', () => {
    expect(change([first, rise])).toMatchObject({
      rise: { versionId: 'prc_2', from: first.price, to: rise.price, effectiveAt: day(17) },
      takenBack: [],
    });
  });

  it('that falls tells nobody, and takes back a rise that would have come after it', () => {
    const lower = version(3, '0.5', { made: 5, starts: 5 });
    const told = change([first, rise, lower]);
    expect(told?.rise).toBeNull();
    expect(told?.takenBack).toMatchObject([{ versionId: 'prc_2', from: first.price }]);
    expect(change([first, lower])).toMatchObject({ rise: null, takenBack: [] });
  });

  it('that rises in place of another takes that one back; one in force stays', () => {
    const instead = version(3, '3', { made: 4, starts: 17 });
    const told = change([first, rise, instead]);
    expect(told?.rise).toMatchObject({ from: first.price, to: instead.price });
    expect(told?.takenBack).toHaveLength(1);
    const later = version(3, '3', { made: 20, starts: 60 });
    expect(change([first, rise, later])).toMatchObject({
      takenBack: [],
      rise: { from: rise.price },
    });
  });
});
