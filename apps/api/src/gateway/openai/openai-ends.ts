import type { Price } from '@telex-credits/contracts';
import type { CallEnd } from '../metering/route.js';
import { createTokenMeter } from '../metering/token-meter.js';
import { errorsBillable } from '../prices/price-call.js';
import { outputTokens } from '../prices/token-estimate.js';
import type { LiveReply, ReplyHead, UpstreamResult } from '../upstream/upstreams.js';
import { readJson } from '../wire/read-json.js';
import { callerHeaders } from '../wire/reply-headers.js';
import { completionFrame } from './completion-frame.js';
import type { OpenAiQuote } from './openai-pricing.js';
import { isLoose, outputBytes, readUsage } from './usage.js';

function wholeEnd(
  result: UpstreamResult & { kind: 'whole' },
  sent: { readonly quote: OpenAiQuote; readonly price: Price },
): CallEnd {
  const { status, body } = result;
  const json = readJson(body.toString('utf8'));
  const good = status >= 200 && status < 300;
  // Half a document, a page of HTML or an error is no answer to pay for, whatever its status.
  const success = good && isLoose(json) && !isLoose(json.error);
  const billable = status >= 400 && errorsBillable(sent.price);
  const priced =
    success || billable
      ? sent.quote.priceOf(readUsage(json), outputTokens(outputBytes(json), 0))
      : null;
  return {
    kind: 'ended',
    verdict: { outcome: success ? 'success' : 'upstream_error', priced, upstreamStatus: status },
    reply: { status, headers: headersOf(result), body },
  };
}

/** Without what names the account of ours at the upstream. */
function headersOf({ headers }: ReplyHead) {
  const { 'openai-organization': _organisation, 'openai-project': _project, ...rest } = headers;
  return callerHeaders(rest);
}

/** What the upstream's answer means for the call. */
export function openAiEnd(
  result: UpstreamResult | LiveReply,
  sent: { readonly quote: OpenAiQuote; readonly hidesUsage: boolean; readonly price: Price },
): CallEnd {
  const { quote, hidesUsage } = sent;
  switch (result.kind) {
    case 'live': {
      const meter = createTokenMeter({
        quote,
        read: (data) => completionFrame(data, hidesUsage),
        saysItsEnd: true,
        countsFrames: true,
        upstreamStatus: result.status,
      });
      // A frame may be left out: a length that the upstream announced would be wrong.
      return { kind: 'stream', source: result, headers: headersOf(result), meter };
    }
    case 'whole':
      return wholeEnd(result, sent);
    case 'large':
      throw new Error('a reply that was to be refused was passed on');
    default:
      return { kind: 'no_answer', result };
  }
}
