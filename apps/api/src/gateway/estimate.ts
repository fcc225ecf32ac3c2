import type { Micros } from '@telex-credits/money';
import { AppError } from '../foundation/app-error.js';
import type { CallableModule } from '../foundation/ports.js';
import type { OpenAiPricing } from './openai/openai-pricing.js';
import { priceCall, worstOf } from './prices/price-call.js';
import type { ChatPricing } from './telexai/chat-pricing.js';

function modelOf(input: unknown): string {
  const model =
    typeof input === 'object' && input !== null && 'model' in input ? input.model : undefined;
  if (typeof model !== 'string') {
    throw new AppError(400, 'model_not_priced', 'Give the chat body as input, with its model.');
  }
  return model;
}

/**
 * What a call of the module would cost with `input` as its body, by the very function that prices
 * holds and captures: `high` is what would be held. Throws 400 `model_not_priced`.
 */
export async function estimateCall(
  deps: {
    readonly pricing: ChatPricing;
    readonly openAiPricing: OpenAiPricing;
    readonly creditPrice: string;
  },
  module: CallableModule,
  input: unknown,
): Promise<{ readonly low: Micros; readonly high: Micros }> {
  const { price } = module.price;
  if (price.model === 'per_unit') {
    const none = priceCall({
      price,
      meter: { kind: 'units', quantity: 0n },
      creditPrice: deps.creditPrice,
    });
    return { low: none.credits, high: worstOf(price).credits };
  }
  if (price.model !== 'per_token') {
    const { credits } = worstOf(price);
    return { low: credits, high: credits };
  }
  const model = modelOf(input);
  const quote =
    module.kind === 'openai'
      ? await deps.openAiPricing.quote(module, input, model)
      : await deps.pricing.quote(module, { body: input, model });
  return { low: quote.least.credits, high: quote.worst.credits };
}
