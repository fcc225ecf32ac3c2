import type { Entry } from '@telex-credits/ledger';
import { printCredits } from '@telex-credits/money';
import type { UsageDoc } from './schemas.js';
import { usageNoteOf } from './usage-note.js';

/** Usage, events and analytics ask for the same entry; its note is read once. */
const known = new WeakMap<Entry, { readonly call: UsageDoc | undefined }>();

/** The call that an entry ended, as the projection keeps it; `undefined` for any other entry. */
export function usageOf(entry: Entry): UsageDoc | undefined {
  const found = known.get(entry) ?? { call: callOf(entry) };
  known.set(entry, found);
  return found.call;
}

function callOf(entry: Entry): UsageDoc | undefined {
  const note = usageNoteOf(entry);
  if (note === undefined || entry.walletId === null) {
    return undefined;
  }
  const { id, seq, at, keyId, publisherId, holdId, uses } = entry;
  const moduleId = entry.moduleId ?? '';
  const sum = (part: (use: (typeof uses)[number]) => bigint) =>
    uses.reduce((total, use) => total + part(use), 0n);
  return {
    ...{ id, seq, at, keyId, publisherId, holdId, moduleId },
    organisationId: entry.walletId,
    moduleName: note.moduleName ?? moduleId,
    outcome: note.outcome,
    credits: printCredits(sum((use) => use.credits)),
    collected: sum((use) => use.basis).toString(),
    developer: sum((use) => use.developer).toString(),
    estimated: note.estimated,
  };
}
