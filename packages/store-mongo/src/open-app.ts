import type { DocumentStore } from '@telex-credits/store';
import type { Db, MongoClient } from 'mongodb';
import { connectMongo, type MongoOptions } from './connect.js';
import { openMongoDocuments } from './documents/documents.js';

/** Application data in one database, with what better-auth needs to keep its own beside it. */
export interface MongoApp {
  readonly documents: DocumentStore;
  readonly db: Db;
  readonly client: MongoClient;
  close(): Promise<void>;
}

/** Opens the application's data on a connection of its own. */
export async function openMongoApp(options: MongoOptions): Promise<MongoApp> {
  const connection = await connectMongo(options, 'number');
  const documents = openMongoDocuments(connection);
  const { db } = connection;
  if (db === undefined) {
    throw new Error('the connection is not open');
  }
  return {
    ...{ documents, db, client: connection.getClient() },
    async close() {
      await documents.close();
      await connection.close();
    },
  };
}
