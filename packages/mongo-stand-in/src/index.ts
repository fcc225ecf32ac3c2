export type { Effect, Fault, FaultHandle, Faults } from './faults.js';
export {
  type MongoStandIn,
  type MongoStandInOptions,
  type SeenCommand,
  startMongoStandIn,
} from './stand-in.js';
export { type MongoServer, newRealDatabase, useMongoServer } from './use-mongo-server.js';
