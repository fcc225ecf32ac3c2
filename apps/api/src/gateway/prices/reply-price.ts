import type { Price } from '@telex-credits/contracts';
import { parseSpan } from '../a2a/json-spans.js';
import type { UpstreamHeaders } from '../upstream/upstreams.js';
import { utf8 } from '../wire/read-body.js';
import { type PricedCall, priceCall, worstOf } from './price-call.js';
import { type MicroUnits, quantityAt, readQuantity } from './quantity.js';

/** An upstream's reply as far as a price reads it; no body where it was not read whole. */
export interface ReadReply {
  readonly headers: UpstreamHeaders;
  readonly body: Buffer | null;
}

/** The price of one call of which the reply may say how much was used. */
export interface ReplyPrice {
  /** What is held. */
  readonly worst: PricedCall;
  /** Whether the reply's body is read for it: it must not come compressed then. */
  readonly readsBody: boolean;
  readonly priceOf: (reply: ReadReply) => PricedCall;
}

/** Undefined for what is no JSON, whatever its type says. */
function quantityIn(body: Buffer, pointer: string): MicroUnits | undefined {
  try {
    return quantityAt(parseSpan(utf8(body) ?? ''), pointer);
  } catch (error) {
    if (error instanceof SyntaxError) {
      return undefined;
    }
    throw error;
  }
}

/** Prices a call by its reply. Throws `PriceMismatch` for a price per token. */
export function replyPrice(price: Price): ReplyPrice {
  const worst = worstOf(price);
  if (price.model !== 'per_unit') {
    return { worst, readsBody: false, priceOf: () => worst };
  }
  const { in: place, at } = price.quantity;
  const quantityOf = ({ headers, body }: ReadReply): MicroUnits | undefined => {
    if (place === 'body') {
      return body === null ? undefined : quantityIn(body, at);
    }
    const value = headers[at.toLowerCase()];
    return typeof value === 'string' ? readQuantity(value) : undefined;
  };
  return {
    worst,
    readsBody: place === 'body',
    priceOf: (reply) =>
      priceCall({
        price,
        meter: { kind: 'units', quantity: quantityOf(reply) ?? null },
        creditPrice: '0',
      }),
  };
}
