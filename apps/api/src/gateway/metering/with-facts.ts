import { printCredits } from '@telex-credits/money';
import type { WholeReply } from '../wire/reply.js';
import type { CallFacts } from './call-facts.js';
import type { Settled } from './settle.js';

/** A reply with what the call cost, or with what it holds while that is not known. */
export function withFacts(
  reply: WholeReply,
  facts: CallFacts,
  settled: Settled | undefined,
): WholeReply {
  const charged: Record<string, string> =
    settled === undefined
      ? { 'x-credits-held': facts.held }
      : { 'x-credits-charged': printCredits(settled.credits) };
  const balance: Record<string, string> =
    settled?.available === null || settled === undefined
      ? {}
      : { 'x-credits-balance': printCredits(settled.available) };
  const ids = {
    'x-usage-id': settled?.usageId ?? facts.usageId,
    'x-request-id': facts.requestId,
  };
  return { ...reply, headers: { ...reply.headers, ...charged, ...balance, ...ids } };
}
