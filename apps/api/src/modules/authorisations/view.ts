import type { SpendingAuthorisation } from '@telex-credits/contracts';
import type { LedgerReader } from '@telex-credits/store';
import { type CapUse, capUses } from '../../foundation/cap-use.js';
import type { Organisations } from '../../foundation/ports.js';
import type { AuthorisationDoc } from './schemas.js';

interface ViewDeps {
  readonly ledger: Pick<LedgerReader, 'wallet'>;
  readonly organisations: Pick<Organisations, 'name'>;
  readonly now: () => Date;
}

/** Authorisations as both sides see them; each customer's wallet is read once. */
export async function viewsOf(
  docs: readonly AuthorisationDoc[],
  { ledger, organisations, now }: ViewDeps,
): Promise<SpendingAuthorisation[]> {
  const uses = remembered((organisationId) => capUses({ ledger, organisationId, now: now() }));
  const names = remembered((id) => organisations.name(id));
  return Promise.all(
    docs.map(async (doc) => {
      const use = (await uses(doc.organisationId))(`authorisation:${doc.id}`, doc.cap);
      const publisherName = (await names(doc.publisherId)) ?? doc.publisherId;
      return viewOf(doc, { use, publisherName, at: now().toISOString() });
    }),
  );
}

function viewOf(
  doc: AuthorisationDoc,
  seen: { readonly use: CapUse | null; readonly publisherName: string; readonly at: string },
): SpendingAuthorisation {
  const { id, moduleId, moduleName, customerName, perCharge, note, expiresAt } = doc;
  return {
    ...{ id, moduleId, moduleName, customerName, perCharge, note, expiresAt },
    publisherName: seen.publisherName,
    cap: seen.use ?? { ...doc.cap, used: '0', held: '0' },
    state: stateOf(doc, seen.at),
    endedAt: doc.endedAt,
    createdAt: doc.createdAt,
  };
}

/** Whether one can be charged by at a time. */
export function stateOf(doc: AuthorisationDoc, at: string): SpendingAuthorisation['state'] {
  if (doc.endedAt !== null) {
    return 'ended';
  }
  return doc.expiresAt <= at ? 'expired' : 'active';
}

function remembered<T>(find: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (key) => {
    const found = known.get(key) ?? find(key);
    known.set(key, found);
    return found;
  };
}
