import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { serveConnection } from './connection.js';
import { createFaults, type FaultRegistry, type Faults } from './faults.js';
import type { Behaviour, ServerState } from './server-state.js';
import { abortAllTransactions } from './sessions/session.js';
import { createStore } from './storage/store.js';

/** How a stand-in is started; everything has a default. */
export type MongoStandInOptions = Partial<Behaviour> & {
  /** 0, a free one, unless told. */
  readonly port?: number;
  /** Called with every command that comes, but for handshakes and heartbeats. */
  readonly onCommand?: (command: SeenCommand) => void;
};

/** A command that a client has sent. */
export interface SeenCommand {
  readonly name: string;
  readonly db: string;
  readonly body: { readonly [field: string]: unknown };
}

/** A server that stands in for a MongoDB replica set of one process, on loopback. */
export interface MongoStandIn {
  /** What a client connects to; it stays the same when the server is killed and restarted. */
  readonly uri: string;
  readonly faults: Faults;
  /** How many transactions are open. */
  readonly openTransactions: number;
  /**
   * Another primary is elected: open transactions are aborted, cursors are gone, and the next
   * command of each kind that needs a primary answers NotWritablePrimary once. What was committed stays.
   */
  changePrimary(): void;
  /** Ends every connection and stops listening, at once; what was committed stays. */
  kill(): Promise<void>;
  /** Listens again, on the same port, with the data as it was. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

const defaults: Behaviour = {
  wireVersion: 9,
  setName: 'rs0',
  implicitCreationInTransaction: true,
  transactionLifetimeMs: 60_000,
  sessionTimeoutMs: 30 * 60_000,
  members: 3,
  clock: Date.now,
};

/** Starts a stand-in with no data. One process can have several; each has its own data. */
export async function startMongoStandIn(options: MongoStandInOptions = {}): Promise<MongoStandIn> {
  const { port = 0, onCommand = () => undefined, ...behaviour } = options;
  const state: ServerState = {
    behaviour: { ...defaults, ...behaviour },
    store: createStore(),
    sessions: new Map(),
    cursors: new Map(),
    term: 1,
    address: '',
  };
  const faults = createFaults();
  let listener = await listen({ state, faults, onCommand, port });
  const at = listener.port;
  state.address = `127.0.0.1:${at}`;
  return {
    uri: `mongodb://${state.address}/?replicaSet=${state.behaviour.setName}`,
    faults,
    get openTransactions() {
      return state.store.open.size;
    },
    changePrimary: () => changePrimary(state, faults),
    kill: () => kill(state, listener),
    restart: async () => {
      listener = await listen({ state, faults, onCommand, port: at });
    },
    close: () => kill(state, listener),
  };
}

interface Listener {
  readonly server: Server;
  readonly sockets: Set<Socket>;
  readonly port: number;
}

interface Listening {
  readonly state: ServerState;
  readonly faults: FaultRegistry;
  readonly onCommand: (command: SeenCommand) => void;
  readonly port: number;
}

const uninteresting = new Set(['hello', 'isMaster', 'ismaster']);

async function listen({ state, faults, onCommand, port }: Listening): Promise<Listener> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serveConnection(socket, {
      state,
      faults,
      id: connections,
      onCommand: ({ name, db, body }) => {
        if (!uninteresting.has(name)) {
          onCommand({ name, db, body });
        }
      },
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return { server, sockets, port: (server.address() as AddressInfo).port };
}

async function kill(state: ServerState, { server, sockets }: Listener): Promise<void> {
  loseMemory(state);
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  for (const socket of sockets) {
    socket.destroy();
  }
  await closed;
}

/** What a primary does not hand on to the next: open transactions and cursors. */
function loseMemory(state: ServerState): void {
  abortAllTransactions(state);
  state.cursors.clear();
  state.term += 1;
}

const needPrimary = [
  'insert',
  'update',
  'delete',
  'findAndModify',
  'bulkWrite',
  'find',
  'aggregate',
  'commitTransaction',
] as const;

function changePrimary(state: ServerState, faults: Faults): void {
  loseMemory(state);
  faults.add({
    command: needPrimary,
    effect: { kind: 'error', code: 10107, codeName: 'NotWritablePrimary', message: 'not primary' },
  });
}
