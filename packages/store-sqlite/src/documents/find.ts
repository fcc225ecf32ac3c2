import type { Condition, FindPlan, IndexValue } from '@telex-credits/store';
import type { SqlValue } from '../database.js';
import { quoted } from './table.js';

/** The condition of one segment of a find. */
export interface SegmentSql {
  readonly where: string;
  readonly values: readonly SqlValue[];
}

/** Writes a segment's conditions as SQL. */
export function segmentSql(conditions: readonly Condition[]): SegmentSql {
  return {
    where: conditions.map(conditionSql).join(' AND ') || 'TRUE',
    values: conditions.flatMap((condition) =>
      'value' in condition ? [sqlValue(condition.value)] : [],
    ),
  };
}

function conditionSql(condition: Condition): string {
  const field = quoted(condition.field);
  switch (condition.is) {
    case 'null':
      return `${field} IS NULL`;
    case 'set':
      return `${field} IS NOT NULL`;
    case '=':
      return `${field} IS ?`;
    default:
      return `${field} ${condition.is} ?`;
  }
}

/** JSON's true and false are 1 and 0 in SQLite. */
function sqlValue(value: IndexValue): SqlValue {
  return typeof value === 'boolean' ? Number(value) : value;
}

/** The order of a find; SQLite sorts nulls first, as the port asks. */
export function orderSql({ ordering, descending }: FindPlan): string {
  return ordering.map((field) => `${quoted(field)} ${descending ? 'DESC' : 'ASC'}`).join(', ');
}
