import type { Doc } from './values/doc.js';

/** MongoDB's error codes, as far as this server answers them (`error_codes.yml`). */
export const errorCodes = {
  BadValue: 2,
  UnknownError: 8,
  FailedToParse: 9,
  TypeMismatch: 14,
  IllegalOperation: 20,
  NamespaceNotFound: 26,
  IndexNotFound: 27,
  PathNotViable: 28,
  ConflictingUpdateOperators: 40,
  CursorNotFound: 43,
  NamespaceExists: 48,
  MaxTimeMSExpired: 50,
  DollarPrefixedFieldName: 52,
  InvalidIdField: 53,
  Location56: 56,
  CommandNotFound: 59,
  ImmutableField: 66,
  CannotCreateIndex: 67,
  InvalidLength: 16,
  Unauthorized: 13,
  InvalidOptions: 72,
  InvalidNamespace: 73,
  UnknownReplWriteConcern: 79,
  IndexOptionsConflict: 85,
  IndexKeySpecsConflict: 86,
  ShutdownInProgress: 91,
  UnsatisfiableWriteConcern: 100,
  WriteConflict: 112,
  CommandNotSupported: 115,
  DocumentValidationFailure: 121,
  CannotIndexParallelArrays: 171,
  InvalidIndexSpecificationOption: 197,
  IncompleteTransactionHistory: 217,
  TransactionTooOld: 225,
  NotImplemented: 238,
  NoSuchTransaction: 251,
  TransactionCommitted: 256,
  OperationNotSupportedInTransaction: 263,
  UnsupportedOpQueryCommand: 352,
  NotWritablePrimary: 10107,
  DuplicateKey: 11000,
  Location17419: 17419,
  Location31249: 31249,
  Location31254: 31254,
  Location40081: 40081,
  Location15955: 15955,
  Location15975: 15975,
  Location28818: 28818,
  Location40156: 40156,
  Location40234: 40234,
  Location40323: 40323,
  Location40324: 40324,
  Location50768: 50768,
  Location5107200: 5107200,
  Location40414: 40414,
  Location40415: 40415,
  Location50736: 50736,
  Location50738: 50738,
  Location50739: 50739,
  Location50740: 50740,
  Location50911: 50911,
} as const;

export type CodeName = keyof typeof errorCodes;

/** An error that the client is told of: its command answers `ok: 0`, or one statement of it fails. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  constructor(
    readonly code: number,
    readonly codeName: string,
    message: string,
    /** Further fields of the answer, such as `keyPattern`. */
    readonly extra: Doc = {},
    /** Set by a fault: replaces the labels that the server would give. */
    readonly labels?: readonly string[],
  ) {
    super(message);
  }
}

/** The error of MongoDB with this name. */
export function refuse(codeName: CodeName, message: string, extra: Doc = {}): CommandError {
  return new CommandError(errorCodes[codeName], codeName, message, extra);
}

/** For what MongoDB can do and this server cannot: never ignored, always named. */
export function notImplemented(what: string): CommandError {
  return refuse('NotImplemented', `mongo-stand-in does not implement ${what}`);
}
