import type { TokenFrame } from '../metering/token-meter.js';
import { readJson } from '../wire/read-json.js';
import { isLoose, outputBytes, readUsage } from './usage.js';

function hasFinish(reply: unknown): boolean {
  const choices = isLoose(reply) && Array.isArray(reply.choices) ? reply.choices : [];
  return choices.some((choice) => isLoose(choice) && typeof choice.finish_reason === 'string');
}

/** The frame that `include_usage` adds: usage, and an empty list of choices. */
function isUsageFrame(reply: unknown): boolean {
  return (
    isLoose(reply) &&
    Array.isArray(reply.choices) &&
    reply.choices.length === 0 &&
    isLoose(reply.usage)
  );
}

/** Reads a frame of chat completions; the usage frame is hidden from a caller who did not ask for it. */
export function completionFrame(data: string, hidesUsage: boolean): TokenFrame {
  const reply = readJson(data);
  return {
    usage: readUsage(reply),
    bytes: outputBytes(reply),
    failed: isLoose(reply) && isLoose(reply.error),
    finished: data.trim() === '[DONE]' || hasFinish(reply),
    hidden: hidesUsage && isUsageFrame(reply),
  };
}
