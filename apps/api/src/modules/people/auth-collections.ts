import type { Db } from 'mongodb';

/** What better-auth looks up by; names are its own, so that it finds these indexes in place. */
const indexes = [
  { collection: 'user', field: 'email', unique: true },
  { collection: 'session', field: 'token', unique: true },
  { collection: 'session', field: 'userId', unique: false },
  { collection: 'account', field: 'userId', unique: false },
  { collection: 'verification', field: 'identifier', unique: false },
] as const;

/**
 * Makes better-auth's collections and indexes before the first request: in a transaction nothing may
 * have to be made, and two accounts with one address must never be.
 */
export async function prepareAuthCollections(db: Db): Promise<void> {
  const known = await db.listCollections({}, { nameOnly: true }).toArray();
  const missing = new Set<string>(indexes.map(({ collection }) => collection));
  for (const { name } of known) {
    missing.delete(name);
  }
  await Promise.all([...missing].map((name) => createCollection(db, name)));
  await Promise.all(
    indexes.map(({ collection, field, unique }) =>
      db.collection(collection).createIndex(
        { [field]: 1 },
        {
          name: `${collection}_${field}_${unique ? 'uidx' : 'idx'}`,
          ...(unique ? { unique } : {}),
        },
      ),
    ),
  );
}

const namespaceExists = 48;

async function createCollection(db: Db, name: string): Promise<void> {
  try {
    await db.createCollection(name);
  } catch (error) {
    // Another process may have been faster.
    if (!(error instanceof Error && 'code' in error && error.code === namespaceExists)) {
      throw error;
    }
  }
}
