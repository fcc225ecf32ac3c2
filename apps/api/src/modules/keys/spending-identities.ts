import type { Logger } from 'pino';
import { sha256Hex } from '../../foundation/digests.js';
import type { SpendingIdentities, SpendingIdentity } from '../../foundation/ports.js';
import type { KeysRepository } from './repository.js';
import type { ApiKeyDoc, ConnectionDoc } from './schemas.js';
import { isWellFormed } from './secrets.js';

/** Other processes learn of a change after this; ours at once. */
const lifetimeMs = 5000;
const entriesMax = 20_000;
const lastUsedEveryMs = 60_000;

type Found =
  | { readonly kind: 'key'; readonly doc: ApiKeyDoc }
  | { readonly kind: 'connection'; readonly doc: ConnectionDoc };

export interface CachedIdentities extends SpendingIdentities {
  /** The key that a secret opens now, with its maker; `undefined` as `byKey`. */
  keyOf(secret: string): Promise<ApiKeyDoc | undefined>;
  /** After every change of a key or connection, before the change is answered. */
  invalidate(id: string): void;
  /** Resolves when no `lastUsedAt` is being written. */
  idle(): Promise<void>;
}

/** Looks secrets up by their hash; remembers what it found for a few seconds. */
export function createSpendingIdentities(deps: {
  readonly repository: KeysRepository;
  readonly now: () => Date;
  readonly logger: Pick<Logger, 'warn'>;
}): CachedIdentities {
  const known = new Map<string, { readonly found: Found; readonly until: number }>();
  const noteUse = createUseNotes(deps);
  let generation = 0;

  async function look(hash: string, kind: Found['kind']): Promise<Found | undefined> {
    const cached = known.get(hash);
    if (cached !== undefined && cached.until > deps.now().getTime()) {
      return cached.found.kind === kind ? cached.found : undefined;
    }
    const asked = generation;
    const found = await fromStore(deps.repository, hash, kind);
    // A revocation that came between must not be undone by an answer from before it.
    if (found !== undefined && asked === generation) {
      if (known.size >= entriesMax) {
        known.clear();
      }
      known.set(hash, { found, until: deps.now().getTime() + lifetimeMs });
    }
    return found;
  }

  async function open(secret: string, kind: Found['kind']): Promise<Found | undefined> {
    if (!isWellFormed(secret, kind)) {
      return undefined;
    }
    const hash = sha256Hex(secret);
    const found = await look(hash, kind);
    if (found === undefined || !isActive(found, hash, deps.now().toISOString())) {
      return undefined;
    }
    noteUse.note(found);
    return found;
  }

  return {
    async byKey(secret) {
      const found = await open(secret, 'key');
      return found && identityOf(found);
    },
    async byConnection(token) {
      const found = await open(token, 'connection');
      return found && identityOf(found);
    },
    recognises: (secret) => known.has(sha256Hex(secret)),
    async keyOf(secret) {
      const found = await open(secret, 'key');
      return found?.kind === 'key' ? found.doc : undefined;
    },
    invalidate(id) {
      generation += 1;
      for (const [hash, { found }] of known) {
        if (found.doc.id === id) {
          known.delete(hash);
        }
      }
    },
    idle: () => noteUse.idle(),
  };
}

async function fromStore(
  repository: KeysRepository,
  hash: string,
  kind: Found['kind'],
): Promise<Found | undefined> {
  if (kind === 'key') {
    const doc = await repository.keys.bySecret(hash);
    return doc && { kind, doc };
  }
  const doc = await repository.connections.bySecret(hash);
  return doc && { kind, doc };
}

/** Asked at every use, for time passes while an answer is remembered. */
function isActive(found: Found, hash: string, now: string): boolean {
  const { doc } = found;
  if (doc.revokedAt !== null || hasExpired(doc, new Date(now))) {
    return false;
  }
  const isOldSecret = found.kind === 'key' && found.doc.secretHash !== hash;
  return !isOldSecret || (found.doc.previousUntil ?? '') > now;
}

/** Whether its own expiry has come. */
export function hasExpired(doc: { readonly expiresAt: string | null }, now: Date): boolean {
  return doc.expiresAt !== null && doc.expiresAt <= now.toISOString();
}

/** A key or connection as whoever spends sees it. */
export function identityOf(found: Found): SpendingIdentity {
  const { id, organisationId, cap } = found.doc;
  return {
    ...{ kind: found.kind, id, organisationId, cap },
    scopes: found.kind === 'key' ? found.doc.scopes : ['gateway'],
    ...(found.kind === 'key' ? { rateLimit: found.doc.rateLimit ?? null } : {}),
    moduleIds: found.kind === 'key' ? found.doc.moduleIds : [found.doc.moduleId],
  };
}

/** Writes `lastUsedAt` beside the call, at most once a minute a key. */
function createUseNotes(deps: {
  readonly repository: KeysRepository;
  readonly now: () => Date;
  readonly logger: Pick<Logger, 'warn'>;
}) {
  const notedAt = new Map<string, number>();
  const running = new Set<Promise<void>>();

  async function write({ kind, doc: { id } }: Found, lastUsedAt: string): Promise<void> {
    try {
      await (kind === 'key'
        ? deps.repository.keys.change(id, (doc) => ({ ...doc, lastUsedAt }))
        : deps.repository.connections.change(id, (doc) => ({ ...doc, lastUsedAt })));
    } catch (error) {
      deps.logger.warn({ err: error, id }, 'lastUsedAt was not written');
    }
  }

  return {
    note(found: Found): void {
      const now = deps.now();
      const before = notedAt.get(found.doc.id);
      if (before !== undefined && now.getTime() - before < lastUsedEveryMs) {
        return;
      }
      if (notedAt.size >= entriesMax) {
        notedAt.clear();
      }
      notedAt.set(found.doc.id, now.getTime());
      const writing = write(found, now.toISOString()).finally(() => running.delete(writing));
      running.add(writing);
    },
    async idle(): Promise<void> {
      await Promise.all(running);
    },
  };
}
