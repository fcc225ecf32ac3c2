import type { TokenFrame } from '../metering/token-meter.js';
import { readJson } from '../wire/read-json.js';

type Loose = Readonly<Record<string, unknown>>;

function isLoose(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An event is announced as `{role, content}`; the envelope of whole replies may still be around it. */
function messageOf(event: unknown): Loose | undefined {
  const data = isLoose(event) && isLoose(event.data) ? event.data : undefined;
  const message = data !== undefined && isLoose(data.Messages) ? data.Messages : event;
  return isLoose(message) && ('role' in message || 'content' in message) ? message : undefined;
}

/** What the model put out; the whole data of an event that says it in a way that we do not know. */
function outputOf(data: string): string {
  const message = messageOf(readJson(data));
  if (message === undefined) {
    return data.trim();
  }
  const { content = '' } = message;
  return typeof content === 'string' ? content : JSON.stringify(content ?? '');
}

/**
 * Reads an event of Telex AI's announced streaming. Contents are parts that make up the text
 * together. No usage is announced, so tokens are estimated as those of whole replies are.
 */
export function chatFrame(data: string): TokenFrame {
  const event = readJson(data);
  const failed = isLoose(event) && (event.status === 'error' || (event.error ?? null) !== null);
  const finished = data.trim() === '[DONE]';
  const bytes = failed || finished ? 0 : Buffer.byteLength(outputOf(data));
  return { usage: undefined, bytes, failed, finished, hidden: false };
}
