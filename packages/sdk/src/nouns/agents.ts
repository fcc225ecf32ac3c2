import { newKey, readJson } from '../call.js';
import { TelexCreditsError } from '../errors.js';
import type { Http } from '../http.js';
import type { KeyedOptions } from '../options.js';

/** What an agent answered, and what it cost. */
export interface AgentAnswer {
  /** The words of the answer, empty where it has none. */
  readonly text: string;
  /** The A2A result as it came: a message or a task. */
  readonly result: unknown;
  readonly usageId: string | null;
  /** Decimal strings; null where the answer does not say. */
  readonly charged: string | null;
  readonly balance: string | null;
}

/** Published A2A agents, called through the gateway with a key of scope `gateway`. */
export function agentsOf(http: Http) {
  return {
    /**
     * Sends one message and waits for the answer. Never repeated by itself, because the gateway keeps
     * no answers: a repeated key answers 409 `duplicate_request` with the `usageId` in `numbers`.
     */
    async send(slug: string, text: string, options: KeyedOptions = {}): Promise<AgentAnswer> {
      const id = options.idempotencyKey ?? newKey();
      const message = {
        ...{ kind: 'message', role: 'user', messageId: id },
        parts: [{ kind: 'text', text }],
      };
      const request = {
        method: 'POST',
        path: `/gateway/a2a/${encodeURIComponent(slug)}`,
        headers: { 'Idempotency-Key': id },
        body: { jsonrpc: '2.0', id, method: 'message/send', params: { message } },
        repeatable: false,
      };
      return http.send(request, answerOf, options);
    },
  };
}

async function answerOf(response: Response): Promise<AgentAnswer> {
  const { result, error } = asCarrier(await readJson(response));
  const { headers, status } = response;
  const usageId = headers.get('x-usage-id');
  if (error !== undefined) {
    const { message, code, data } = asCarrier(error);
    const detail = typeof message === 'string' ? message : 'The agent answered with an error.';
    const requestId = headers.get('x-request-id');
    const numbers = { usageId, rpcCode: code, data };
    throw new TelexCreditsError({ code: 'agent_error', status, detail, requestId, numbers });
  }
  return {
    ...{ text: textOf(result), result, usageId },
    charged: headers.get('x-credits-charged'),
    balance: headers.get('x-credits-balance'),
  };
}

interface Carrier {
  readonly result?: unknown;
  readonly error?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly data?: unknown;
  readonly parts?: unknown;
  readonly artifacts?: unknown;
  readonly status?: unknown;
  readonly text?: unknown;
}

/** A message's parts; of a task its artifacts, or else what its status says. */
function textOf(result: unknown): string {
  const { parts, artifacts, status } = asCarrier(result);
  const carriers = [result, ...(Array.isArray(artifacts) ? artifacts : [])];
  const texts = carriers.map((one) => partsText(asCarrier(one).parts)).filter((one) => one !== '');
  return parts === undefined && texts.length === 0
    ? partsText(asCarrier(asCarrier(status).message).parts)
    : texts.join('\n');
}

function partsText(parts: unknown): string {
  return (Array.isArray(parts) ? parts : [])
    .map((part: unknown) => asCarrier(part).text)
    .filter((text) => typeof text === 'string')
    .join('\n');
}

function asCarrier(value: unknown): Carrier {
  return typeof value === 'object' && value !== null ? value : {};
}
