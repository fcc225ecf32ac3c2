import type { Price } from '@telex-credits/contracts';
import type { CallEnd } from '../metering/route.js';
import { createTokenMeter } from '../metering/token-meter.js';
import { errorsBillable } from '../prices/price-call.js';
import { tokensOf } from '../prices/token-estimate.js';
import type { LiveReply, UpstreamResult } from '../upstream/upstreams.js';
import { callerHeaders } from '../wire/reply-headers.js';
import { chatFrame } from './chat-frame.js';
import type { ChatQuote } from './chat-pricing.js';

type Whole = UpstreamResult & { kind: 'whole' };

/** The assistant's text in a reply: `data.Messages.content`; the whole body where it is not there. */
function completionText(body: Buffer): string {
  const text = body.toString('utf8');
  try {
    const content = JSON.parse(text)?.data?.Messages?.content;
    return typeof content === 'string' ? content : text;
  } catch {
    return text;
  }
}

/**
 * Business success is a 2xx whose envelope does not say error. Half a document, or a page in its
 * place, is no answer.
 */
function isSuccess({ status, body }: Whole): boolean {
  if (status < 200 || status >= 300) {
    return false;
  }
  try {
    const envelope: unknown = JSON.parse(body.toString('utf8'));
    const said = typeof envelope === 'object' && envelope !== null && 'status' in envelope;
    return !(said && envelope.status === 'error');
  } catch {
    return false;
  }
}

function wholeEnd(result: Whole, sent: { quote: ChatQuote; price: Price }): CallEnd {
  const { status, body } = result;
  const success = isSuccess(result);
  const priced =
    success || errorsBillable(sent.price)
      ? sent.quote.priceOf(undefined, tokensOf(completionText(body)))
      : null;
  return {
    kind: 'ended',
    verdict: { outcome: success ? 'success' : 'upstream_error', priced, upstreamStatus: status },
    reply: { status, headers: callerHeaders(result.headers), body },
  };
}

/** What Telex AI's answer means for the call: a document today, events once its streaming is live. */
export function chatEnd(
  result: UpstreamResult | LiveReply,
  sent: { readonly quote: ChatQuote; readonly price: Price },
): CallEnd {
  switch (result.kind) {
    case 'live': {
      const meter = createTokenMeter({
        quote: sent.quote,
        read: chatFrame,
        // No last event is announced, and the same text costs the same in one piece and in many.
        ...{ saysItsEnd: false, countsFrames: false },
        upstreamStatus: result.status,
      });
      return { kind: 'stream', source: result, headers: callerHeaders(result.headers), meter };
    }
    case 'whole':
      return wholeEnd(result, sent);
    case 'large':
      throw new Error('a reply that was to be refused was passed on');
    default:
      return { kind: 'no_answer', result };
  }
}
