import { CommandError } from '../errors.js';
import { WriteConflict } from '../storage/unit.js';
import type { Doc } from '../values/doc.js';
import { isNumeric } from '../values/kinds.js';
import type { CommandContext } from './context.js';

/** What a statement did; `wrote` is false where it changed nothing and so leaves no trace. */
export interface Outcome {
  readonly wrote: boolean;
  readonly result: Doc;
}

/** What the statements of a write command did. */
export interface Batch {
  readonly results: { readonly index: number; readonly result: Doc }[];
  readonly errors: Doc[];
  readonly retried: number[];
}

function statementId(body: Doc, index: number): number {
  const { stmtIds, stmtId } = body;
  const listed = Array.isArray(stmtIds) ? stmtIds[index] : undefined;
  if (isNumeric(listed)) {
    return Number(listed);
  }
  return isNumeric(stmtId) ? Number(stmtId) + index : index;
}

/**
 * Runs the statements of a write command in their order: all of them, or up to the first that fails
 * where the command is ordered. One that was done already under this session and number is not done
 * again, and answers what it answered. In a transaction an error ends everything.
 */
export async function runStatements<S>(
  context: CommandContext,
  statements: readonly S[],
  run: (statement: S, index: number) => Promise<Outcome>,
): Promise<Batch> {
  const batch: Batch = { results: [], errors: [], retried: [] };
  const ordered = context.body.ordered !== false;
  for (const [index, statement] of statements.entries()) {
    const id = statementId(context.body, index);
    const done = context.retryable?.statements.get(id);
    if (done !== undefined) {
      batch.results.push({ index, result: done as Doc });
      batch.retried.push(id);
      continue;
    }
    try {
      const { wrote, result } = await run(statement, index);
      batch.results.push({ index, result });
      if (wrote) {
        context.retryable?.statements.set(id, result);
      }
    } catch (error) {
      batch.errors.push(writeError(error, index));
      if (ordered || context.unit !== undefined) {
        break;
      }
    }
  }
  return batch;
}

/** A statement's own error; a conflict or a failed server is the command's error instead. */
function writeError(error: unknown, index: number): Doc {
  if (error instanceof WriteConflict || !(error instanceof CommandError)) {
    throw error;
  }
  return { index, code: error.code, errmsg: error.message, ...error.extra };
}

/** The parts of a write command's answer that all of them have. */
export function batchReply(batch: Batch): Doc {
  return {
    ...(batch.errors.length > 0 && { writeErrors: batch.errors }),
    ...(batch.retried.length > 0 && { retriedStmtIds: batch.retried }),
  };
}
