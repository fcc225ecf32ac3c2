import { callerCells } from './caller-cells.js';
import type { Cell } from './cell.js';
import { streamCells } from './stream-cells.js';
import { usageCells } from './usage-cells.js';
import { wholeCells } from './whole-cells.js';

/** Every cell of the table; each says which routes it fits. */
export const cells: readonly Cell[] = [
  ...wholeCells,
  ...usageCells,
  ...streamCells,
  ...callerCells,
];
