import { ObjectId, Timestamp } from 'bson';
import type { ServerState } from '../server-state.js';
import type { Doc } from '../values/doc.js';
import type { Command, CommandContext } from './context.js';
import { MAX_BATCH } from './insert.js';
import { MAX_DOCUMENT_BYTES } from './write-docs.js';

/** `maxMessageSizeBytes` */
export const MAX_MESSAGE_BYTES = 48_000_000;

/** MongoDB's version that has a wire version. */
function versionOf(wireVersion: number): string {
  const versions: Readonly<Record<number, string>> = {
    13: '5.0.0',
    17: '6.0.0',
    21: '7.0.0',
    25: '8.0.0',
  };
  return versions[wireVersion] ?? '4.4.0';
}

/**
 * What a primary says of itself. There is no `topologyVersion`, so the driver polls instead of
 * holding a stream open.
 */
function describeServer(state: ServerState, connectionId: number): Doc {
  const { behaviour, address } = state;
  return {
    helloOk: true,
    hosts: [address],
    setName: behaviour.setName,
    setVersion: 1,
    secondary: false,
    primary: address,
    me: address,
    electionId: new ObjectId(state.term.toString(16).padStart(24, '7fffffff0000000000000000')),
    lastWrite: {
      opTime: { ts: new Timestamp({ t: 1, i: state.store.now }), t: state.term },
      lastWriteDate: new Date(behaviour.clock()),
    },
    maxBsonObjectSize: MAX_DOCUMENT_BYTES,
    maxMessageSizeBytes: MAX_MESSAGE_BYTES,
    maxWriteBatchSize: MAX_BATCH,
    localTime: new Date(behaviour.clock()),
    logicalSessionTimeoutMinutes: Math.floor(behaviour.sessionTimeoutMs / 60_000),
    connectionId,
    minWireVersion: 0,
    maxWireVersion: behaviour.wireVersion,
    readOnly: false,
  };
}

const helloFields = {
  helloOk: 'bool',
  client: 'document',
  compression: 'array',
  loadBalanced: 'bool',
  saslSupportedMechs: 'string',
  speculativeAuthenticate: 'document',
  topologyVersion: 'document',
  maxAwaitTimeMS: 'number',
  backpressure: 'any',
} as const;

export const hello: Command = {
  fields: { hello: 'any', ...helloFields },
  run: (context: CommandContext) => ({
    isWritablePrimary: true,
    ...describeServer(context.state, context.connectionId),
  }),
};

export const isMaster: Command = {
  fields: { isMaster: 'any', ...helloFields },
  run: (context: CommandContext) => ({
    ismaster: true,
    ...describeServer(context.state, context.connectionId),
  }),
};

export const ping: Command = { fields: { ping: 'any' }, run: () => ({}) };

export const buildInfo: Command = {
  fields: { buildInfo: 'any' },
  run: ({ state }) => {
    const version = versionOf(state.behaviour.wireVersion);
    return {
      version,
      versionArray: [...version.split('.').map(Number), 0],
      gitVersion: 'mongo-stand-in',
      modules: [],
      bits: 64,
      debug: false,
      maxBsonObjectSize: MAX_DOCUMENT_BYTES,
    };
  },
};
