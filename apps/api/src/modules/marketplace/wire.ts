import type { Listing, Module, PriceVersion } from '@telex-credits/contracts';
import type { Challenge } from './ownership.js';
import { priceAfter, priceAt, timelineOf } from './price-timeline.js';
import type { ModuleDoc, PriceDoc } from './schemas.js';

/** A price version as it travels. */
export function wirePrice(doc: PriceDoc): PriceVersion {
  return {
    id: doc.id,
    price: doc.price,
    effectiveAt: doc.effectiveAt,
    createdAt: doc.createdAt,
  };
}

/**
 * A module as its publisher sees it, with every price version, oldest first, and what proves that the
 * address is theirs. Nobody else may see that.
 */
export function wireModule(
  doc: ModuleDoc,
  prices: readonly PriceDoc[],
  challenge: Challenge,
): Module {
  const { demo: _demo, publisherId: _publisherId, provenAt = null, ...module } = doc;
  return { ...module, prices: prices.map(wirePrice), ownership: { provenAt, ...challenge } };
}

/** The platform's own drop-ins have one address each. */
function endpointOf({ kind, slug }: ModuleDoc): string {
  switch (kind) {
    case 'telexai':
      return '/gateway/telexai';
    case 'openai':
      return '/gateway/openai/v1';
    default:
      return `/gateway/${kind}/${slug}`;
  }
}

/** A module as buyers see it; `undefined` while no price is in force. */
export function wireListing(
  doc: ModuleDoc,
  prices: readonly PriceDoc[],
  facts: { readonly now: string; readonly publisherName: string; readonly calls30Days: number },
): Listing | undefined {
  const timeline = timelineOf(prices);
  const price = priceAt(timeline, facts.now);
  const next = priceAfter(timeline, facts.now);
  return (
    price && {
      id: doc.id,
      slug: doc.slug,
      name: doc.name,
      description: doc.description,
      kind: doc.kind,
      publisher: { id: doc.publisherId, name: facts.publisherName },
      price: wirePrice(price),
      nextPrice: next === undefined ? null : wirePrice(next),
      endpoint: endpointOf(doc),
      calls30Days: facts.calls30Days,
      demo: doc.demo,
    }
  );
}
