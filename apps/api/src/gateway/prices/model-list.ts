import type { ModelPriceVersion } from '@telex-credits/contracts';
import type { DocumentStore } from '@telex-credits/store';
import { AppError } from '../../foundation/app-error.js';
import type { Environment } from '../../foundation/environment.js';
import type { UpstreamResult, Upstreams } from '../upstream/upstreams.js';
import { parseUsd } from './exact.js';
import { createModelVersions } from './model-versions.js';
import type { ModelPrice } from './price-call.js';

/** A model whose prices are known, with the bounds of what it writes. */
export interface PricedModel {
  readonly price: ModelPrice;
  readonly maxCompletionTokens: bigint | null;
  readonly contextLength: bigint | null;
}

/** Where a list of models is, and how it is read. */
export interface ModelSource {
  readonly provider: ModelPriceVersion['provider'];
  readonly url: string;
  /** With the key of ours. */
  readonly headers: Readonly<Record<string, string>>;
  /** The entries of the parsed list. */
  readonly entries: (json: unknown) => unknown;
  /** The operator's own price book; what it names is not looked up in the list. */
  readonly book: readonly PricedModel[];
  /** Where callers find the list, for the refusal. */
  readonly shownAs: string;
}

/** The upstream's list of models, and their prices. */
export interface ModelList {
  /** The list as the upstream answers it, a minute old at most where it answered well. */
  list(): Promise<UpstreamResult>;
  /** Throws 400 `model_not_priced` for one that is unknown or has no usable price, 502/504. */
  priced(model: string): Promise<PricedModel>;
}

const freshMillis = 60_000;
const timeLimitMillis = 15_000;

type Loose = Readonly<Record<string, unknown>>;

function loose(value: unknown): Loose {
  return typeof value === 'object' && value !== null ? (value as Loose) : {};
}

function count(value: unknown): bigint | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0
    ? BigInt(value)
    : null;
}

/** Undefined where prompt or completion have no price: a call of it would be priced at nothing. */
function readModel(entry: unknown): PricedModel | undefined {
  const { id, pricing, context_length, top_provider } = loose(entry);
  const prices = loose(pricing);
  if (typeof id !== 'string') {
    return undefined;
  }
  try {
    return {
      price: {
        model: id,
        prompt: parseUsd(prices.prompt),
        completion: parseUsd(prices.completion),
        request: parseUsd(prices.request ?? '0'),
        image: parseUsd(prices.image ?? '0'),
        cached: prices.input_cache_read === undefined ? null : parseUsd(prices.input_cache_read),
      },
      maxCompletionTokens: count(loose(top_provider).max_completion_tokens),
      contextLength: count(context_length),
    };
  } catch {
    return undefined;
  }
}

function readList(body: Buffer, source: ModelSource): Map<string, PricedModel> {
  const entries = source.entries(JSON.parse(body.toString('utf8')));
  const models = (Array.isArray(entries) ? entries : [])
    .map(readModel)
    .filter((model) => model !== undefined);
  return new Map(models.map((model) => [model.price.model, model]));
}

function notPriced(model: string, shownAs: string): AppError {
  return new AppError(
    400,
    'model_not_priced',
    `The model "${model.slice(0, 100)}" has no known price. Take one of GET ${shownAs}.`,
    { model: model.slice(0, 100) },
  );
}

interface Fresh {
  readonly at: number;
  readonly result: UpstreamResult;
  readonly models: Map<string, PricedModel>;
  /** Models of this list that were asked for, with the version of their price. */
  readonly versions: Map<string, PricedModel>;
}

/** Reads a list of models when it is asked for, and keeps it for a minute. */
export function createModelList(
  deps: {
    readonly upstreams: Upstreams;
    readonly environment: Environment;
    readonly documents: DocumentStore;
  },
  source: ModelSource,
): ModelList {
  const book = new Map(source.book.map((model) => [model.price.model, model]));
  const bookVersions = new Map<string, PricedModel>();
  const bookOpened = deps.environment.now().getTime();
  const recorded = createModelVersions(deps, source.provider);
  let fresh: Fresh | undefined;
  let running: Promise<Fresh> | undefined;

  async function load(): Promise<Fresh> {
    const result = await deps.upstreams.request({
      url: new URL(source.url),
      method: 'GET',
      headers: { ...source.headers, accept: 'application/json', 'accept-encoding': 'identity' },
      body: null,
      timeLimitMillis,
      large: 'refuse',
    });
    const at = deps.environment.now().getTime();
    const good = result.kind === 'whole' && result.status === 200;
    try {
      const models = good ? readList(result.body, source) : new Map();
      const loaded = { at, result, models, versions: new Map() };
      fresh = good ? loaded : fresh;
      return loaded;
    } catch {
      return { at, result, models: new Map(), versions: new Map() };
    }
  }

  async function current(): Promise<Fresh> {
    if (fresh !== undefined && deps.environment.now().getTime() - fresh.at < freshMillis) {
      return fresh;
    }
    running ??= load().finally(() => {
      running = undefined;
    });
    return await running;
  }

  /** With the version of its price; each is looked up once for every reading of the list. */
  async function versioned(
    priced: PricedModel,
    readAt: number,
    known: Map<string, PricedModel>,
  ): Promise<PricedModel> {
    const { model } = priced.price;
    const before = known.get(model);
    if (before !== undefined) {
      return before;
    }
    const price = await recorded.of(priced.price, new Date(readAt));
    const found = { ...priced, price };
    known.set(model, found);
    return found;
  }

  return {
    async list() {
      return (await current()).result;
    },
    async priced(model) {
      const own = book.get(model);
      if (own !== undefined) {
        return await versioned(own, bookOpened, bookVersions);
      }
      const { at, result, models, versions } = await current();
      const priced = models.get(model);
      if (priced !== undefined) {
        return await versioned(priced, at, versions);
      }
      if (result.kind !== 'whole' || result.status >= 500) {
        throw new AppError(
          502,
          'upstream_failed',
          'The list of models could not be read. Nothing was charged.',
        );
      }
      throw notPriced(model, source.shownAs);
    },
  };
}
