import { aggregate } from './aggregate.js';
import { bulkWrite } from './bulk-write.js';
import type { Command } from './context.js';
import { count, distinct } from './count.js';
import { collMod, create, drop, dropDatabase } from './create.js';
import { getMore, killCursors } from './cursors.js';
import { deleteCommand } from './delete.js';
import { find } from './find.js';
import { findAndModify } from './find-and-modify.js';
import { buildInfo, hello, isMaster, ping } from './hello.js';
import { createIndexes, dropIndexes } from './indexes.js';
import { insert } from './insert.js';
import { listCollections, listDatabases, listIndexes } from './list.js';
import { abortTransaction, commitTransaction, endSessions, refreshSessions } from './sessions.js';
import { update } from './update.js';

const commands: Readonly<Record<string, Command>> = {
  abortTransaction,
  aggregate,
  buildInfo,
  bulkWrite,
  collMod,
  commitTransaction,
  count,
  create,
  createIndexes,
  delete: deleteCommand,
  distinct,
  drop,
  dropDatabase,
  dropIndexes,
  endSessions,
  find,
  findAndModify,
  getMore,
  hello,
  insert,
  isMaster,
  killCursors,
  listCollections,
  listDatabases,
  listIndexes,
  ping,
  refreshSessions,
  update,
};

/** Older spellings that drivers still send. */
const aliases: Readonly<Record<string, string>> = {
  ismaster: 'isMaster',
  findandmodify: 'findAndModify',
  buildinfo: 'buildInfo',
};

/** The command with this name; undefined where a server of this wire version has none. */
export function commandNamed(
  given: string,
  wireVersion: number,
): { name: string; command: Command } | undefined {
  const name = Object.hasOwn(aliases, given) ? aliases[given] : given;
  const command = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (name === undefined || command === undefined) {
    return undefined;
  }
  return wireVersion < (command.minWireVersion ?? 0) ? undefined : { name, command };
}
