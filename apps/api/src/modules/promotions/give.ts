import type { Operation } from '@telex-credits/ledger';
import { oneCredit, parseCredits, parseDecimal } from '@telex-credits/money';
import type { LedgerStore } from '@telex-credits/store';
import { ledgerUnavailable } from '../../foundation/ledger-refusals.js';

/** Promotional credits to be given; the id makes it once, however often it is repeated. */
export interface Gift {
  /** The lot's id. */
  readonly id: string;
  readonly organisationId: string;
  /** A decimal string. */
  readonly credits: string;
  /** What the statement says. */
  readonly name: string;
  readonly expiresAt: string | null;
  /** Whether the platform pays for them, so that spending them earns. */
  readonly funded: boolean;
}

/** The basis of a funded promotion: what its credits would cost at CREDIT_PRICE, in nano-units. */
function basisOf(credits: bigint, creditPrice: string): bigint {
  return (credits * parseDecimal(creditPrice, 9)) / oneCredit;
}

/** Gives promotional credits. Throws 503 while it is not known whether it was done: do it again. */
export async function give(
  deps: { readonly ledger: Pick<LedgerStore, 'submit'>; readonly creditPrice: string },
  gift: Gift,
): Promise<void> {
  const credits = parseCredits(gift.credits);
  const walletId = gift.organisationId;
  const operations: Operation[] = [
    { type: 'open', id: `open:${walletId}`, walletId },
    {
      type: 'grant',
      id: gift.id,
      walletId,
      kind: 'promotional',
      credits,
      basis: gift.funded ? basisOf(credits, deps.creditPrice) : 0n,
      priority: 0,
      expiresAt: gift.expiresAt,
      source: null,
      note: { kind: 'promotion', reason: gift.name },
    },
  ];
  const [, result] = await deps.ledger.submit(operations);
  if (result?.ok === true || result?.refusal.code === 'id_reused_with_different_body') {
    // The other body is the same gift under another CREDIT_PRICE: it was given before.
    return;
  }
  if (result?.refusal.code === 'unknown' || result?.refusal.code === 'overloaded') {
    throw ledgerUnavailable();
  }
  throw new Error(`promotional credits were refused: ${result?.refusal.code ?? 'no answer'}`);
}
