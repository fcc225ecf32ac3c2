import { AppError } from '../../foundation/app-error.js';
import type { CallableModule } from '../../foundation/ports.js';
import type { Usage } from '../metering/token-meter.js';
import type { ModelList, PricedModel } from '../prices/model-list.js';
import { mostTokens } from '../prices/most-tokens.js';
import { type PricedCall, priceCall } from '../prices/price-call.js';
import { estimatePrompt, tokensOf } from '../prices/token-estimate.js';
import { wholeCalls } from '../prices/whole-calls.js';
import { isLoose } from './usage.js';

/** What a request can cost, and what it did. */
export interface OpenAiQuote {
  /** The estimated prompt and nothing written. */
  readonly least: PricedCall;
  /** What is held: twice the estimated prompt, and the longest completion. */
  readonly worst: PricedCall;
  readonly creditPrice: string | null;
  readonly perToken: boolean;
  /** The longest completion of each choice, in tokens. */
  readonly bound: bigint;
  /** By what was reported; by the estimate of the prompt and what was put out where nothing was. */
  readonly priceOf: (usage: Usage | undefined, output: bigint) => PricedCall;
  /** Completion tokens (whole calls for a price per call) that a balance covers. */
  readonly affordable: (available: bigint) => bigint;
}

type Body = Readonly<Record<string, unknown>>;

const defaultCompletionTokens = 4096n;
/** A model that has no price per image counts an image as tokens of its prompt. */
const tokensPerImage = 1_500n;
const mostChoices = 128;

function positive(value: unknown): bigint | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0
    ? BigInt(value)
    : null;
}

const larger = (a: bigint | null, b: bigint | null) => (a === null || (b ?? 0n) > a ? b : a);
const least = (a: bigint, b: bigint) => (a < b ? a : b);

/** The longest completion of one choice; the model's own limit where the body sets none. */
function boundOf(body: Body, model: PricedModel): bigint {
  const asked = larger(positive(body.max_tokens), positive(body.max_completion_tokens));
  const most = model.maxCompletionTokens ?? model.contextLength;
  if (most === null) {
    return asked ?? defaultCompletionTokens;
  }
  return asked === null ? most : least(asked, most);
}

function choicesOf({ n }: Body): bigint {
  if (n === undefined || n === null) {
    return 1n;
  }
  if (typeof n !== 'number' || !Number.isSafeInteger(n) || n < 1 || n > mostChoices) {
    throw new AppError(400, 'invalid_request', '"n" must be a whole number from 1 to 128.');
  }
  return BigInt(n);
}

/** Tokens of an embedding's input: texts by the estimate, and token numbers by their count. */
function inputTokens(input: unknown): bigint {
  if (Array.isArray(input)) {
    return input.reduce((sum: bigint, one) => sum + inputTokens(one), 0n);
  }
  return typeof input === 'number' ? 1n : tokensOf(typeof input === 'string' ? input : '');
}

function promptOf(body: Body): { readonly tokens: bigint; readonly images: bigint } {
  return 'input' in body && !Array.isArray(body.messages)
    ? { tokens: inputTokens(body.input), images: 0n }
    : estimatePrompt(body);
}

/** Tiers whose tokens cost more than the price book says. */
function refuseTier({ service_tier: tier }: Body): void {
  if (tier === 'priority') {
    throw new AppError(
      400,
      'model_not_priced',
      'The service tier "priority" has no known price. Leave service_tier out.',
    );
  }
}

/** Makes the quotes of one request. */
export interface OpenAiPricing {
  /** Throws 400 `model_not_priced`. */
  quote(module: CallableModule, body: unknown, model: string): Promise<OpenAiQuote>;
}

export function createOpenAiPricing(deps: {
  readonly models: ModelList | null;
  readonly creditPrice: string;
}): OpenAiPricing {
  const { models, creditPrice } = deps;

  function perCall({ price: { price } }: CallableModule): OpenAiQuote {
    const priced = priceCall({ price, meter: { kind: 'call' }, creditPrice });
    return {
      ...{ least: priced, worst: priced, creditPrice: null, perToken: false, bound: 0n },
      priceOf: () => priced,
      affordable: (available) => wholeCalls(available, priced.credits),
    };
  }

  function perToken(module: CallableModule, body: Body, model: PricedModel): OpenAiQuote {
    refuseTier(body);
    const { tokens, images } = promptOf(body);
    const perImage = model.price.image.value > 0n ? 0n : tokensPerImage;
    const prompt = tokens + images * perImage;
    const embeds = 'input' in body && !Array.isArray(body.messages);
    const bound = embeds ? 0n : boundOf(body, model);
    const choices = choicesOf(body);
    const price = (used: Usage, estimated: boolean) =>
      priceCall({
        price: module.price.price,
        meter: { kind: 'tokens', model: model.price, ...used, images, estimated },
        creditPrice,
      });
    const held = (completion: bigint) =>
      price({ prompt: prompt * 2n, cached: 0n, completion }, true);
    const guessed = (completion: bigint) => price({ prompt, cached: 0n, completion }, true);
    return {
      ...{ creditPrice, perToken: true, bound },
      least: guessed(0n),
      worst: held(bound * choices),
      priceOf: (usage, output) => (usage === undefined ? guessed(output) : price(usage, false)),
      affordable: (available) =>
        mostTokens(bound, (completion) => held(completion * choices).credits <= available),
    };
  }

  return {
    async quote(module, body, model) {
      if (module.price.price.model !== 'per_token') {
        return perCall(module);
      }
      if (models === null) {
        throw new Error('a price per token needs the prices of models');
      }
      return perToken(module, isLoose(body) ? body : {}, await models.priced(model));
    },
  };
}
