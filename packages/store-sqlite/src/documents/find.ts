import type { FindQuery, IndexDefinition, IndexValue } from '@telex-credits/store';
import type { SqlValue } from '../database.js';
import { decodeCursor, encodeCursor, type Position } from './cursor.js';
import { quoted } from './table.js';

/** A part of the answer: its condition can be worked with one seek in the index. */
export interface Segment {
  readonly where: string;
  readonly values: readonly SqlValue[];
}

/** A find, translated: run the segments in turn until the limit is reached. */
export interface FindPlan {
  readonly segments: readonly Segment[];
  readonly orderBy: string;
  /** Columns whose values, with the id, say where a page ended. */
  readonly ordering: readonly string[];
  readonly cursorAfter: (position: Position) => string;
}

/** Translates a find by one declared index; throws on a misuse, `InvalidCursor` on a foreign cursor. */
export function planFind(query: FindQuery, index: IndexDefinition): FindPlan {
  if (query.equals.length > index.fields.length) {
    throw new Error(`index "${query.index}" has only ${index.fields.length} fields`);
  }
  if (!Number.isInteger(query.limit) || query.limit < 1 || query.limit > 1000) {
    throw new Error('limit must be 1..1000');
  }
  const descending = query.order === 'descending';
  const ordering = index.fields.slice(query.equals.length).filter((field) => field !== 'id');
  const base = [...equalTo(index, query), ...withinRange(index, query)];
  const scope = `${query.index}:${query.equals.length}:${descending ? 'd' : 'a'}`;
  const position = query.cursor ? decodeCursor(scope, ordering.length, query.cursor) : undefined;
  const direction = descending ? 'DESC' : 'ASC';
  return {
    segments: (position ? after(ordering, position, descending) : [[]]).map((conditions) =>
      segment([...base, ...conditions]),
    ),
    orderBy: [...ordering, 'id'].map((field) => `${quoted(field)} ${direction}`).join(', '),
    ordering,
    cursorAfter: (at) => encodeCursor(scope, at),
  };
}

interface Condition {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

function segment(conditions: readonly Condition[]): Segment {
  return {
    where: conditions.map((condition) => condition.sql).join(' AND ') || 'TRUE',
    values: conditions.flatMap((condition) => condition.values),
  };
}

function is(field: string, value: IndexValue): Condition {
  return { sql: `${quoted(field)} IS ?`, values: [sqlValue(value)] };
}

function compare(field: string, operator: string, value: IndexValue): Condition {
  return { sql: `${quoted(field)} ${operator} ?`, values: [sqlValue(value)] };
}

/** JSON's true and false are 1 and 0 in SQLite. */
function sqlValue(value: IndexValue): SqlValue {
  return typeof value === 'boolean' ? Number(value) : value;
}

function equalTo(index: IndexDefinition, query: FindQuery): Condition[] {
  return query.equals.map((value, at) => is(index.fields[at] ?? 'id', value));
}

/** A comparison with null is never true, so a document without a value is in no range. */
function withinRange(index: IndexDefinition, query: FindQuery): Condition[] {
  const { from, after: above, before } = query.range ?? {};
  const field = index.fields[query.equals.length];
  if (query.range !== undefined && field === undefined) {
    throw new Error(`index "${query.index}" has no field left for a range`);
  }
  const bounds: [string, IndexValue | undefined][] = [
    ['>=', from],
    ['>', above],
    ['<', before],
  ];
  return bounds.flatMap(([operator, value]) =>
    field === undefined || value === undefined ? [] : [compare(field, operator, value)],
  );
}

/**
 * What comes after a position: first the rest of its innermost group, then of the next outer one …
 * so each part is one range of the index. Nulls sort first, as SQLite has them.
 */
function after(
  ordering: readonly string[],
  position: Position,
  descending: boolean,
): Condition[][] {
  const fields = [...ordering, 'id'];
  const values: IndexValue[] = [...position.values, position.id];
  return fields
    .map((field, depth) => {
      const same = fields.slice(0, depth).map((outer, at) => is(outer, values[at] ?? null));
      return beyond(field, values[depth] ?? null, descending).map((rest) => [...same, rest]);
    })
    .reverse()
    .flat();
}

function beyond(field: string, value: IndexValue, descending: boolean): Condition[] {
  const isNull: Condition = { sql: `${quoted(field)} IS NULL`, values: [] };
  const isSet: Condition = { sql: `${quoted(field)} IS NOT NULL`, values: [] };
  if (descending) {
    return value === null ? [] : [compare(field, '<', value), isNull];
  }
  return value === null ? [isSet] : [compare(field, '>', value)];
}
