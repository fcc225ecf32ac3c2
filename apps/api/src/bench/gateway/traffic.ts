/** The two kinds of calls that are measured. */
export type Kind = 'json' | 'stream';

/** What one call of each kind is: the same for every way to the upstream. */
export interface Traffic {
  readonly upstreamPath: string;
  readonly gatewayPath: string;
  readonly body: string;
  /** How a complete reply ends: one that does not is a failure of the run. */
  readonly ending: string;
  /** Micro-credits that the gateway must charge for it. */
  readonly cost: bigint;
}

/** Of the HTTP module that is called. */
export const moduleSlug = 'bench';
export const moduleCredits = '0.1';
export const model = 'bench-model';
/** USD per token: at 0.0035 USD a credit, a thousandth of a credit each, and 20 % on top. */
export const modelPrice = { prompt: '0.0000035', completion: '0.0000035' };
/** What the upstream says that a completion used. */
export const reported = { prompt_tokens: 10, completion_tokens: 20 };
/** Frames with output in one stream. */
export const framesOfStream = 20;
/** A model that writes one frame a second until the benchmark lets it end. */
export const slowModel = 'bench-slow';

const text = 'Credits are deducted openly, per call. '.repeat(20);

/** A request of chat completions as a stream. */
export function chatBody(name: string): string {
  const messages = [{ role: 'user', content: text }];
  return JSON.stringify({
    ...{ model: name, messages, max_tokens: 1_000, stream: true },
    stream_options: { include_usage: true },
  });
}

export const traffic: Readonly<Record<Kind, Traffic>> = {
  json: {
    upstreamPath: '/api/echo',
    gatewayPath: `/gateway/http/${moduleSlug}/echo`,
    body: JSON.stringify({ text }),
    ending: '"end":true}',
    cost: 100_000n,
  },
  stream: {
    upstreamPath: '/v1/chat/completions',
    gatewayPath: '/gateway/openai/v1/chat/completions',
    body: chatBody(model),
    ending: 'data: [DONE]\n\n',
    cost: 36_000n,
  },
};
