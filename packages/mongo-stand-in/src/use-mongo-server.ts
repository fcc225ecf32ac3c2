import { randomBytes } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll } from 'vitest';
import { type MongoStandIn, startMongoStandIn } from './stand-in.js';

/** A server for the tests of one file. */
export interface MongoServer {
  /** The address of a new database; all of them are dropped after the file's tests. */
  newDatabase(): string;
  /** The stand-in, for faults; undefined on a real server. */
  readonly standIn: MongoStandIn | undefined;
}

/** The server that `MONGODB_URI` names, or a stand-in of this file's own. */
export function useMongoServer(): MongoServer {
  const real = process.env.MONGODB_URI;
  const file = `telex_test_${randomBytes(6).toString('hex')}`;
  const names: string[] = [];
  let standIn: MongoStandIn | undefined;
  beforeAll(async () => {
    standIn = real === undefined ? await startMongoStandIn() : undefined;
  });
  afterAll(async () => {
    if (standIn === undefined) {
      await dropAll(real ?? '', names);
    }
    await standIn?.close();
  });
  return {
    newDatabase() {
      const name = `${file}_${names.length + 1}`;
      names.push(name);
      return withDatabase(real ?? standIn?.uri ?? '', name);
    },
    get standIn() {
      return standIn;
    },
  };
}

/**
 * A new database of the server that `MONGODB_URI` names; undefined where none is named. For tests that
 * run on the embedded store otherwise.
 */
export function newRealDatabase(): { readonly url: string; drop(): Promise<void> } | undefined {
  const real = process.env.MONGODB_URI;
  if (real === undefined) {
    return undefined;
  }
  const name = `telex_test_${randomBytes(8).toString('hex')}`;
  return { url: withDatabase(real, name), drop: () => dropAll(real, [name]) };
}

/** The same address, with a database in its path. */
function withDatabase(uri: string, name: string): string {
  const [, server, query = ''] = /^(mongodb(?:\+srv)?:\/\/[^/?]+)\/?[^?]*(\?.*)?$/.exec(uri) ?? [];
  if (server === undefined) {
    throw new Error('MONGODB_URI must be like mongodb://host:27017/?replicaSet=rs0');
  }
  return `${server}/${name}${query}`;
}

async function dropAll(uri: string, names: readonly string[]): Promise<void> {
  const client = await MongoClient.connect(uri);
  for (const name of names) {
    await client.db(name).dropDatabase();
  }
  await client.close();
}
