import type { CallableModule } from '../../foundation/ports.js';
import type { ModelList } from '../prices/model-list.js';
import { mostTokens } from '../prices/most-tokens.js';
import { type PricedCall, priceCall } from '../prices/price-call.js';
import { completionBound, estimatePrompt, tokensOf } from '../prices/token-estimate.js';
import { wholeCalls } from '../prices/whole-calls.js';
import type { ChatRequest } from './chat-request.js';

/** What a chat can cost, and what it did. */
export interface ChatQuote {
  /** The prompt and nothing written: the least it can cost. */
  readonly least: PricedCall;
  /** The prompt and the longest completion: what is held. */
  readonly worst: PricedCall;
  readonly creditPrice: string | null;
  /** By the text that came back; null where there was none to read. */
  readonly priceOf: (completion: string) => PricedCall;
  /** Completion tokens (whole calls for a price per call) that a balance covers. */
  readonly affordable: (available: bigint) => bigint;
}

export interface ChatPricing {
  /** Throws 400 `model_not_priced`. */
  quote(module: CallableModule, chat: ChatRequest): Promise<ChatQuote>;
}

/** The assistant's text in a reply: `data.Messages.content`; the whole body where it is not there. */
export function completionText(body: Buffer): string {
  const text = body.toString('utf8');
  try {
    const content = JSON.parse(text)?.data?.Messages?.content;
    return typeof content === 'string' ? content : text;
  } catch {
    return text;
  }
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
      priceOf: (completion) => price(tokensOf(completion)),
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
