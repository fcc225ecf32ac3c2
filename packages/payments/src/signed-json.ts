import { WebhookRefused } from './errors.js';

/** Reads a signed body as JSON; throws `WebhookRefused` for what is none, or no UTF-8. */
export function readSignedJson(raw: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(raw));
  } catch (error) {
    throw new WebhookRefused('the signed body is no JSON', { cause: error });
  }
}
