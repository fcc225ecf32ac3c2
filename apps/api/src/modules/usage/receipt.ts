import type { PublisherReceipt, Receipt } from '@telex-credits/contracts';
import type { Entry, HoldState, LotUse, Terms } from '@telex-credits/ledger';
import { type Currency, printCredits, printNanos } from '@telex-credits/money';
import type { LedgerReader } from '@telex-credits/store';
import { usageNoteOf } from './usage-note.js';

/**
 * The receipt of the call that an entry ended, from the journal alone; `undefined` for an entry that
 * ended none. Amounts are those of the call: what was reversed since is in later entries.
 */
export async function receiptOf(
  entry: Entry,
  from: { readonly ledger: Pick<LedgerReader, 'hold'>; readonly baseCurrency: Currency },
): Promise<Receipt | undefined> {
  const note = usageNoteOf(entry);
  if (note === undefined || entry.walletId === null) {
    return undefined;
  }
  const hold = entry.holdId === null ? undefined : await from.ledger.hold(entry.holdId);
  const terms = termsOf(entry, hold);
  const { kind: _kind, moduleName, priceVersion, held, ...facts } = note;
  const shares = sharesOf(entry.uses, from.baseCurrency);
  return {
    id: entry.id,
    at: entry.at,
    organisationId: entry.walletId,
    moduleId: terms.moduleId,
    moduleName: moduleName ?? terms.moduleId,
    publisherId: terms.publisherId,
    keyId: entry.keyId,
    ...facts,
    ...shares,
    rounding: { mode: 'up', to: '0.000001' },
    // A charge without a note held nothing first: what it took is all that it could take.
    held: held ?? (hold === undefined ? shares.credits : printCredits(hold.credits)),
    priceVersion: priceVersion ?? unknownPrice(entry),
    developerBps: terms.developerBps,
  };
}

/** What the publisher who charged by an authorisation may see; `undefined` for any other call. */
export function publisherReceiptOf(receipt: Receipt): PublisherReceipt | undefined {
  const { id, at, moduleId, moduleName, authorisationId, credits, priceVersion } = receipt;
  const { developerShare, developerBps, reference, requestId } = receipt;
  return authorisationId === null
    ? undefined
    : {
        ...{ id, at, moduleId, moduleName, authorisationId, credits, priceVersion },
        ...{ developerShare, developerBps, reference, requestId },
      };
}

function termsOf(entry: Entry, hold: HoldState | undefined): Terms {
  const { operation } = entry;
  const { moduleId, publisherId, developerBps } =
    operation.type === 'charge'
      ? operation
      : (hold ?? { moduleId: entry.moduleId ?? '', publisherId: null, developerBps: 0 });
  return { moduleId, publisherId, developerBps };
}

function sharesOf(uses: readonly LotUse[], currency: Currency) {
  const sum = (part: (use: LotUse) => bigint) => uses.reduce((all, use) => all + part(use), 0n);
  const money = (nanos: bigint) => printNanos(nanos, currency);
  return {
    credits: printCredits(sum((use) => use.credits)),
    lots: uses.map((use) => ({
      lotId: use.lotId,
      kind: use.kind,
      credits: printCredits(use.credits),
      collected: money(use.basis),
      developer: money(use.developer),
    })),
    collected: money(sum((use) => use.basis)),
    developerShare: money(sum((use) => use.developer)),
    platformShare: money(sum((use) => use.basis - use.developer)),
  };
}

/** An entry without a note was made by hand: its price is not known, its amounts are. */
function unknownPrice({ at }: Entry): Receipt['priceVersion'] {
  return { id: 'unknown', price: { model: 'free' }, effectiveAt: at, createdAt: at };
}
