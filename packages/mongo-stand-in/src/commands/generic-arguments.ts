import { Long } from 'bson';
import { refuse } from '../errors.js';
import { type Doc, isDoc } from '../values/doc.js';
import { isNumeric } from '../values/kinds.js';
import type { Command, FieldKind } from './context.js';
import { checkFields } from './statement-fields.js';

/** Fields that every command may have. */
const generic: Readonly<Record<string, FieldKind>> = {
  $db: 'string',
  $readPreference: 'document',
  $clusterTime: 'document',
  lsid: 'document',
  txnNumber: 'number',
  autocommit: 'bool',
  startTransaction: 'bool',
  stmtId: 'number',
  stmtIds: 'array',
  readConcern: 'document',
  writeConcern: 'document',
  maxTimeMS: 'number',
  comment: 'any',
  let: 'document',
  apiVersion: 'string',
  apiStrict: 'bool',
  apiDeprecationErrors: 'bool',
};

/** Refuses fields that neither the command nor all commands have, and wrong types. */
export function checkArguments(name: string, command: Command, body: Doc): void {
  const { let: _let, ...others } = generic;
  checkFields(name, body, { ...others, ...command.fields });
  checkReadConcern(name, command, body);
  checkWriteConcern(name, command, body);
}

const levels = ['local', 'available', 'majority', 'linearizable', 'snapshot'];
const levelsInTransaction = ['local', 'majority', 'snapshot'];

function checkReadConcern(name: string, command: Command, body: Doc): void {
  const { readConcern } = body;
  if (!isDoc(readConcern)) {
    return;
  }
  checkFields('readConcern', readConcern, {
    level: 'string',
    afterClusterTime: 'any',
    atClusterTime: 'any',
    provenance: 'string',
  });
  const { level } = readConcern;
  if (level !== undefined && !levels.includes(String(level))) {
    throw refuse(
      'FailedToParse',
      `Enumeration value '${level}' for field 'level' is not a valid value.`,
    );
  }
  if (body.autocommit === false) {
    checkConcernInTransaction(body, level);
  } else if (level === 'snapshot') {
    throw refuse('InvalidOptions', 'readConcern level snapshot is only valid in a transaction');
  } else if (level !== undefined && level !== 'local' && command.reads !== true) {
    throw refuse('InvalidOptions', `Command ${name} does not support readConcern level ${level}`);
  }
}

function checkConcernInTransaction(body: Doc, level: unknown): void {
  if (body.startTransaction !== true) {
    throw refuse(
      'InvalidOptions',
      'Only the first command in a transaction may specify a readConcern',
    );
  }
  if (level !== undefined && !levelsInTransaction.includes(String(level))) {
    throw refuse(
      'InvalidOptions',
      "The readConcern level must be either 'local' (default), 'majority' or 'snapshot' in order to run in a transaction",
    );
  }
}

function checkWriteConcern(name: string, command: Command, body: Doc): void {
  const { writeConcern } = body;
  if (!isDoc(writeConcern)) {
    return;
  }
  if (command.writes !== true) {
    throw refuse('InvalidOptions', `Command ${name} does not support writeConcern`);
  }
  if (body.autocommit === false && !/^(commit|abort)Transaction$/.test(name)) {
    throw refuse(
      'InvalidOptions',
      'writeConcern is not allowed within a multi-statement transaction',
    );
  }
  checkFields('writeConcern', writeConcern, {
    w: 'any',
    j: 'bool',
    wtimeout: 'number',
    fsync: 'bool',
    provenance: 'string',
  });
  const { w } = writeConcern;
  if (w !== undefined && typeof w !== 'string' && !(isNumeric(w) && Number(w) >= 0)) {
    throw refuse('FailedToParse', 'w has to be a number, string, or object');
  }
}

/** `writeConcernError`, where the set has not as many members as asked for. */
export function writeConcernError(body: Doc, members: number): Doc | undefined {
  const { writeConcern } = body;
  const w = isDoc(writeConcern) ? writeConcern.w : undefined;
  if (isNumeric(w) && Number(w) > members) {
    return {
      code: 100,
      codeName: 'UnsatisfiableWriteConcern',
      errmsg: 'Not enough data-bearing nodes',
    };
  }
  if (typeof w === 'string' && w !== 'majority') {
    return {
      code: 79,
      codeName: 'UnknownReplWriteConcern',
      errmsg: `No write concern mode named '${w}' found in replica set configuration`,
    };
  }
  return undefined;
}

/** `txnNumber` as a bigint. */
export function txnNumberOf(body: Doc): bigint | undefined {
  const { txnNumber } = body;
  if (txnNumber === undefined) {
    return undefined;
  }
  if (!(txnNumber instanceof Long) || txnNumber.isNegative()) {
    throw refuse('TypeMismatch', "BSON field 'txnNumber' must be a non-negative long");
  }
  return txnNumber.toBigInt();
}
