import { type Db, MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe } from 'vitest';
import { type MongoStandIn, type MongoStandInOptions, startMongoStandIn } from '../index.js';

/** A server that tests talk to. */
export interface Target {
  readonly client: MongoClient;
  /** A database of this file's own, dropped afterwards. */
  readonly db: Db;
}

interface Opened extends Target {
  close(): Promise<void>;
}

async function openStandIn(): Promise<Opened> {
  const standIn = await startMongoStandIn();
  const client = await MongoClient.connect(standIn.uri);
  return {
    client,
    db: client.db('stand_in_test'),
    close: async () => {
      await client.close();
      await standIn.close();
    },
  };
}

async function openReal(uri: string): Promise<Opened> {
  const client = await MongoClient.connect(uri);
  const db = client.db(`stand_in_test_${process.pid}_${Date.now()}`);
  return {
    client,
    db,
    close: async () => {
      await db.dropDatabase();
      await client.close();
    },
  };
}

/**
 * Runs the same tests, with the same expectations, against the stand-in and, where `MONGODB_URI` is
 * set, against that replica set: what differs is a defect of the stand-in.
 */
export function describeServers(name: string, tests: (target: Target) => void): void {
  const uri = process.env.MONGODB_URI;
  const servers: [string, () => Promise<Opened>][] = [['the stand-in', openStandIn]];
  if (uri !== undefined && uri !== '') {
    servers.push(['MONGODB_URI', () => openReal(uri)]);
  }
  describe.each(servers)(`${name}: %s`, (_server, open) => {
    let opened: Opened;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());
    tests({
      get client() {
        return opened.client;
      },
      get db() {
        return opened.db;
      },
    });
  });
}

/** A stand-in of the test's own with a client; both are closed when `work` ends. */
export async function withStandIn<T>(
  options: MongoStandInOptions,
  work: (standIn: MongoStandIn, client: MongoClient) => Promise<T>,
): Promise<T> {
  const standIn = await startMongoStandIn(options);
  // The driver waits half a second before it looks for a lost primary again; a test need not.
  const client = new MongoClient(standIn.uri, { minHeartbeatFrequencyMS: 20 });
  try {
    await client.connect();
    return await work(standIn, client);
  } finally {
    await client.close();
    await standIn.close();
  }
}
