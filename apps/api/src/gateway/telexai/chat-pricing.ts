import type { CallableModule } from '../../foundation/ports.js';
import type { Usage } from '../metering/token-meter.js';
import type { ModelList } from '../prices/model-list.js';
import { mostTokens } from '../prices/most-tokens.js';
import { type PricedCall, priceCall } from '../prices/price-call.js';
import { completionBound, estimatePrompt } from '../prices/token-estimate.js';
import { wholeCalls } from '../prices/whole-calls.js';
import type { ChatRequest } from './chat-request.js';

/** What a chat can cost, and what it did. */
export interface ChatQuote {
  /** The prompt and nothing written: the least it can cost. */
  readonly least: PricedCall;
  /** The prompt and the longest completion: what is held. */
  readonly worst: PricedCall;
  readonly creditPrice: string | null;
  readonly perToken: boolean;
  /** By the tokens that came back; Telex AI reports none, so they are the estimate. */
  readonly priceOf: (usage: Usage | undefined, output: bigint) => PricedCall;
  /** Completion tokens (whole calls for a price per call) that a balance covers. */
  readonly affordable: (available: bigint) => bigint;
}

export interface ChatPricing {
  /** Throws 400 `model_not_priced`. */
  quote(module: CallableModule, chat: ChatRequest): Promise<ChatQuote>;
}

export function createChatPricing(deps: {
  readonly models: ModelList | null;
  readonly creditPrice: string;
}): ChatPricing {
  const { models, creditPrice } = deps;

  function perCall(module: CallableModule): ChatQuote {
    const priced = priceCall({ price: module.price.price, meter: { kind: 'call' }, creditPrice });
    return {
      least: priced,
      worst: priced,
      creditPrice: null,
      perToken: false,
      priceOf: () => priced,
      affordable: (available) => wholeCalls(available, priced.credits),
    };
  }

  async function perToken(module: CallableModule, chat: ChatRequest): Promise<ChatQuote> {
    if (models === null) {
      throw new Error('a price per token needs the list of models');
    }
    const model = await models.priced(chat.model);
    const { tokens: prompt, images } = estimatePrompt(chat.body);
    const bound = completionBound(chat.body, model);
    const price = (completion: bigint) =>
      priceCall({
        price: module.price.price,
        meter: {
          kind: 'tokens',
          model: model.price,
          prompt,
          cached: 0n,
          completion,
          images,
          estimated: true,
        },
        creditPrice,
      });
    return {
      least: price(0n),
      worst: price(bound),
      creditPrice,
      perToken: true,
      priceOf: (_usage, output) => price(output),
      affordable: (available) => mostTokens(bound, (tokens) => price(tokens).credits <= available),
    };
  }

  return {
    async quote(module, chat) {
      return module.price.price.model === 'per_token'
        ? await perToken(module, chat)
        : perCall(module);
    },
  };
}
