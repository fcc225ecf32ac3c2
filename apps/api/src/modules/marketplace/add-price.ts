import type { Price } from '@telex-credits/contracts';
import type { Environment } from '../../foundation/environment.js';
import {
  effectiveAtOnDraft,
  effectiveAtPast,
  priceChangeTooSoon,
  priceNotPossible,
} from './errors.js';
import { earliestFor, riseAllowedAt, risesAt, timelineOf } from './price-timeline.js';
import type { MarketplaceRepository } from './repository.js';
import type { ModuleDoc, PriceDoc } from './schemas.js';

/** A price somebody asks for; the earliest possible start when none is given. */
interface PriceRequest {
  readonly price: Price;
  readonly effectiveAt?: string | undefined;
}

type Kind = ModuleDoc['kind'];
const kindsOfTokens: ReadonlySet<Kind> = new Set(['telexai', 'openai'] as const);

/** Tokens are counted where models are called; units in replies of HTTP modules and agents. */
export function isPossible(price: Price, kind: Kind): boolean {
  switch (price.model) {
    case 'per_token':
      return kindsOfTokens.has(kind);
    case 'per_unit':
      // What agents answer comes later, too, by polls and pushes: only bodies say the same everywhere.
      return kind === 'http' || (kind === 'a2a' && price.quantity.in === 'body');
    default:
      return true;
  }
}

export type AddPrice = (module: ModuleDoc, request: PriceRequest) => Promise<PriceDoc>;

/**
 * Adds a price version under the rules for rises. Two at once are decided one after the other: the
 * version's number is unique, and who comes second decides again with the first one in view.
 */
export function createAddPrice(deps: {
  readonly repository: MarketplaceRepository;
  readonly environment: Environment;
}): AddPrice {
  return async (module, request) => {
    if (!isPossible(request.price, module.kind)) {
      throw priceNotPossible();
    }
    for (let attempt = 0; attempt < 20; attempt += 1) {
      const versions = await deps.repository.prices(module.id);
      const now = deps.environment.now().toISOString();
      const version: PriceDoc = {
        id: deps.environment.newId('prc'),
        moduleId: module.id,
        number: (versions.at(-1)?.number ?? 0) + 1,
        price: request.price,
        effectiveAt: startOf(module, { request, versions, now }),
        createdAt: now,
      };
      if (await deps.repository.insertPrice(version)) {
        return version;
      }
    }
    throw new Error(`prices of ${module.id} were changed by others 20 times in a row`);
  };
}

function startOf(
  module: ModuleDoc,
  change: {
    readonly request: PriceRequest;
    readonly versions: readonly PriceDoc[];
    readonly now: string;
  },
): string {
  const { now } = change;
  const { price, effectiveAt } = change.request;
  if (module.publishedAt === null) {
    if (effectiveAt !== undefined) {
      throw effectiveAtOnDraft();
    }
    return now;
  }
  const timeline = timelineOf(change.versions);
  const { publishedAt } = module;
  const earliest = () => earliestFor(timeline, { price, now, publishedAt });
  if (effectiveAt === undefined) {
    return earliest();
  }
  if (effectiveAt < now) {
    throw effectiveAtPast();
  }
  const allowed =
    !risesAt(timeline, price, effectiveAt) ||
    riseAllowedAt(timeline, { at: effectiveAt, now, publishedAt });
  if (!allowed) {
    throw priceChangeTooSoon(earliest());
  }
  return effectiveAt;
}
