const bytesPerToken = 4;
const tokensPerMessage = 4;
const tokensPerPrompt = 3;
const defaultCompletionTokens = 4096;

/** Fields of a chat body that are no part of the prompt. */
const notPrompt = new Set([
  'messages',
  'model',
  'stream',
  'max_tokens',
  'temperature',
  'top_p',
  'user',
]);

type Loose = Readonly<Record<string, unknown>>;

function isLoose(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** One token for every four bytes of UTF-8, rounded up: the documented estimate. */
export function tokensOf(text: string): bigint {
  return BigInt(Math.ceil(Buffer.byteLength(text) / bytesPerToken));
}

/**
 * The documented estimate of an output: one token for every four bytes of UTF-8, rounded up, and at
 * least one for each of the `frames` that held some.
 */
export function outputTokens(bytes: number, frames: number): bigint {
  return BigInt(Math.max(Math.ceil(bytes / bytesPerToken), frames));
}

function isImage(part: unknown): boolean {
  return isLoose(part) && (part.type === 'image_url' || part.type === 'image');
}

function partTokens(part: unknown): bigint {
  if (isImage(part)) {
    return 0n;
  }
  const text =
    isLoose(part) && typeof part.text === 'string' ? part.text : JSON.stringify(part ?? '');
  return tokensOf(text);
}

function contentTokens(content: unknown): bigint {
  if (typeof content === 'string') {
    return tokensOf(content);
  }
  const parts = Array.isArray(content) ? content : [content ?? ''];
  return parts.reduce((sum: bigint, part) => sum + partTokens(part), 0n);
}

function messageTokens(message: unknown): bigint {
  if (!isLoose(message)) {
    return BigInt(tokensPerMessage) + contentTokens(message);
  }
  const { content, role: _role, ...rest } = message;
  const more = Object.keys(rest).length === 0 ? 0n : tokensOf(JSON.stringify(rest));
  return BigInt(tokensPerMessage) + contentTokens(content) + more;
}

/** What a chat body asks a model to read. */
export interface PromptEstimate {
  readonly tokens: bigint;
  readonly images: bigint;
}

/**
 * Estimates a prompt: per message 4 tokens and one for every four bytes of its text, 3 for the
 * whole, and what other fields (tools, formats) say by the same rule. Images are counted apart.
 */
export function estimatePrompt(body: unknown): PromptEstimate {
  const loose = isLoose(body) ? body : {};
  const messages = Array.isArray(loose.messages) ? loose.messages : [];
  const others = Object.entries(loose).filter(([key]) => !notPrompt.has(key));
  const tokens = messages.reduce(
    (sum: bigint, message) => sum + messageTokens(message),
    BigInt(tokensPerPrompt),
  );
  const images = messages
    .flatMap((message) =>
      isLoose(message) && Array.isArray(message.content) ? message.content : [],
    )
    .filter(isImage).length;
  return {
    tokens:
      others.length === 0 ? tokens : tokens + tokensOf(JSON.stringify(Object.fromEntries(others))),
    images: BigInt(images),
  };
}

function positiveInteger(value: unknown): bigint | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0
    ? BigInt(value)
    : undefined;
}

const least = (a: bigint, b: bigint) => (a < b ? a : b);

/**
 * The longest completion to hold credits for: `max_tokens` where the body asks for it, otherwise
 * 4,096; never more than the model can write (its own maximum, else its context).
 */
export function completionBound(
  body: unknown,
  model: { readonly maxCompletionTokens: bigint | null; readonly contextLength: bigint | null },
): bigint {
  const asked = isLoose(body)
    ? (positiveInteger(body.max_tokens) ?? positiveInteger(body.max_completion_tokens))
    : undefined;
  const most = model.maxCompletionTokens ?? model.contextLength;
  const wanted = asked ?? BigInt(defaultCompletionTokens);
  return most === null || most <= 0n ? wanted : least(wanted, most);
}
