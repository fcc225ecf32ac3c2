import { AmountError, parseDecimal } from '@telex-credits/money';
import { z } from 'zod';

/** USD per token: a decimal with at most thirty places. */
const usd = z.string().refine((text) => {
  try {
    return parseDecimal(text, 30) >= 0n;
  } catch (error) {
    if (error instanceof AmountError) {
      return false;
    }
    throw error;
  }
}, 'must be a decimal such as "0.0000025"');
const tokens = z.number().int().positive();

const modelPrice = z.strictObject({
  prompt: usd,
  completion: usd,
  /** Per prompt token that the upstream had cached; as `prompt` where it is left out. */
  cached: usd.optional(),
  request: usd.optional(),
  image: usd.optional(),
  contextLength: tokens.optional(),
  maxCompletionTokens: tokens.optional(),
});
export type OpenAiPrices = Readonly<Record<string, z.output<typeof modelPrice>>>;

/** `OPENAI_PRICES`: JSON, `{"model": {"prompt": "0.0000025", "completion": "0.00001", …}}`. */
export const openAiPrices = z.string().transform((text, context): OpenAiPrices => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    context.addIssue('must be JSON');
    return z.NEVER;
  }
  const parsed = z.record(z.string().min(1), modelPrice).safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    context.addIssue(`is wrong at ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
    return z.NEVER;
  }
  return parsed.data;
});
