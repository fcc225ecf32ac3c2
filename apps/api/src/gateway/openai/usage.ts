import type { Usage } from '../metering/token-meter.js';

type Loose = Readonly<Record<string, unknown>>;

export function isLoose(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function count(value: unknown): bigint | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
    ? BigInt(value)
    : undefined;
}

/**
 * Reads `usage` of a reply or a frame. Undefined where it is missing, null, or no count of tokens:
 * then the documented estimate takes its place. Embeddings have no completion.
 */
export function readUsage(reply: unknown): Usage | undefined {
  const usage = isLoose(reply) && isLoose(reply.usage) ? reply.usage : undefined;
  const prompt = count(usage?.prompt_tokens);
  if (usage === undefined || prompt === undefined) {
    return undefined;
  }
  const completion = usage.completion_tokens === undefined ? 0n : count(usage.completion_tokens);
  if (completion === undefined) {
    return undefined;
  }
  const details = isLoose(usage.prompt_tokens_details) ? usage.prompt_tokens_details : {};
  const cached = count(details.cached_tokens) ?? 0n;
  return { prompt, completion, cached: cached > prompt ? prompt : cached };
}

/** Fields of a message or a delta that are no output of the model. */
const notOutput = new Set(['role', 'id', 'type', 'index', 'finish_reason']);

function textBytes(value: unknown): number {
  if (typeof value === 'string') {
    return Buffer.byteLength(value);
  }
  if (Array.isArray(value)) {
    return value.reduce((sum: number, one) => sum + textBytes(one), 0);
  }
  if (!isLoose(value)) {
    return 0;
  }
  const fields = Object.entries(value).filter(([key]) => !notOutput.has(key));
  return fields.reduce((sum, [, one]) => sum + textBytes(one), 0);
}

/** Bytes that the model put out in a reply or a frame: texts, reasoning, tool calls. */
export function outputBytes(reply: unknown): number {
  const choices = isLoose(reply) && Array.isArray(reply.choices) ? reply.choices : [];
  return choices.reduce(
    (sum: number, choice) =>
      sum + (isLoose(choice) ? textBytes(choice.delta ?? choice.message ?? choice.text) : 0),
    0,
  );
}
