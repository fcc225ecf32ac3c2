import mongoose, { type Connection } from 'mongoose';

/** How to reach a replica set or a sharded cluster. */
export interface MongoOptions {
  /** `mongodb://…/database` or `mongodb+srv://…/database`. */
  readonly url: string;
  /** How long an operation looks for a primary before it fails: 5 seconds unless told. */
  readonly serverSelectionTimeoutMs?: number;
}

/**
 * Opens a pool of connections. Whatever the address says, writes are acknowledged by a majority that
 * has journalled them, and reads come from the primary and show only what a majority has: weaker
 * settings lose or show twice what a transaction did. 64-bit integers are bigints where asked.
 */
export async function connectMongo(
  options: MongoOptions,
  integers: 'bigint' | 'number',
): Promise<Connection> {
  const connection = mongoose.createConnection(options.url, {
    autoCreate: false,
    autoIndex: false,
    bufferCommands: false,
    useBigInt64: integers === 'bigint',
    readConcern: { level: 'majority' },
    readPreference: 'primary',
    retryReads: true,
    retryWrites: true,
    serverSelectionTimeoutMS: options.serverSelectionTimeoutMs ?? 5000,
    writeConcern: { w: 'majority', journal: true },
  });
  await connection.asPromise();
  return connection;
}
