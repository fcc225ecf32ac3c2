import { type ModelPriceVersion, modelPriceSchema } from '@telex-credits/contracts';
import { type DocumentStore, defineCollection } from '@telex-credits/store';
import { z } from 'zod';
import type { Environment } from '../../foundation/environment.js';
import { insertedOnce } from '../../projector/fold.js';
import { parseUsd, printUsd } from './exact.js';
import type { ModelPrice } from './price-call.js';

const recordSchema = z.strictObject({ id: z.string(), ...modelPriceSchema.shape });
type ModelPriceDoc = z.infer<typeof recordSchema>;

const modelPrices = defineCollection<ModelPriceDoc>({
  name: 'model_prices',
  schema: recordSchema,
  indexes: { by_model: { fields: ['provider', 'model', 'number'], unique: true } },
});

const mostAttempts = 20;

function wirePrices(price: ModelPrice): ModelPriceVersion['prices'] {
  const { prompt, completion, request, image, cached } = price;
  return {
    prompt: printUsd(prompt),
    completion: printUsd(completion),
    request: printUsd(request),
    image: printUsd(image),
    cached: cached === null ? null : printUsd(cached),
  };
}

function same(a: ModelPriceVersion['prices'], b: ModelPriceVersion['prices']): boolean {
  const names = ['prompt', 'completion', 'request', 'image', 'cached'] as const;
  return names.every((name) => a[name] === b[name]);
}

function priceOf({ id: _id, ...version }: ModelPriceDoc): ModelPrice {
  const { prices, model } = version;
  return {
    ...{ model, version },
    prompt: parseUsd(prices.prompt),
    completion: parseUsd(prices.completion),
    request: parseUsd(prices.request),
    image: parseUsd(prices.image),
    cached: prices.cached === null ? null : parseUsd(prices.cached),
  };
}

/**
 * The versions of a provider's model prices. Each is recorded when it is first used and never changed;
 * a price that comes back is a new version.
 */
export function createModelVersions(
  deps: { readonly documents: DocumentStore; readonly environment: Environment },
  provider: ModelPriceVersion['provider'],
) {
  const collection = deps.documents.collection(modelPrices);

  async function latest(model: string): Promise<ModelPriceDoc | undefined> {
    const equals = [provider, model];
    const query = { index: 'by_model', equals, order: 'descending', limit: 1 } as const;
    return (await collection.find(query)).items[0]?.doc;
  }

  /** False where another process has recorded one meanwhile. */
  const record = (doc: ModelPriceDoc) => insertedOnce(collection, doc);

  return {
    /**
     * The version of this price, recorded now where it is new. A version that is younger than `readAt`,
     * when the price was read, goes before it: another process has read it since.
     */
    async of(price: ModelPrice, readAt: Date): Promise<ModelPrice> {
      const { model } = price;
      const prices = wirePrices(price);
      for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
        const last = await latest(model);
        if (
          last !== undefined &&
          (same(last.prices, prices) || last.since > readAt.toISOString())
        ) {
          return priceOf(last);
        }
        const number = (last?.number ?? 0) + 1;
        const since = deps.environment.now().toISOString();
        const id = deps.environment.newId('mpr');
        const doc = { id, provider, model, number, since, prices };
        if (await record(doc)) {
          return priceOf(doc);
        }
      }
      throw new Error(`the price of ${model} was changed by others ${mostAttempts} times in a row`);
    },
  };
}
