import type { RouteContract } from '@telex-credits/contracts';
import { z } from 'zod';

/** A spreadsheet runs a cell that starts like this; a plain number it does not. */
const formula = /^[=+\-@\t\r]/;
const plainNumber = /^-?\d+(\.\d+)?$/;

/** One cell (RFC 4180), never a formula. */
export function csvCell(value: unknown): string {
  const text = textOf(value);
  const safe = formula.test(text) && !plainNumber.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) {
    return '';
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** One line with its CRLF. */
export function csvLine(cells: readonly unknown[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

/** A column: its heading and the way to its value (`price.amount`). */
export interface Column {
  readonly heading: string;
  readonly path: readonly string[];
}

/** The value of a column in a row. */
export function valueAt(row: unknown, column: Column): unknown {
  return column.path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null
        ? (value as Readonly<Record<string, unknown>>)[key]
        : undefined,
    row,
  );
}

/**
 * The columns of a list route: nested objects become one column a member, lists stay JSON. Where a
 * route has several shapes, `firstRow` picks the one it fits.
 */
export function columnsOf(contract: RouteContract, firstRow: unknown): Column[] {
  const items = itemSchemas(contract.reply);
  const item = items.find((schema) => schema.safeParse(firstRow).success) ?? items[0];
  return item === undefined ? [] : columnsIn(item, []);
}

function itemSchemas(reply: z.ZodType): z.ZodType[] {
  if (reply instanceof z.ZodUnion) {
    return (reply.options as z.ZodType[]).flatMap(itemSchemas);
  }
  const data: unknown = reply instanceof z.ZodObject ? reply.shape.data : undefined;
  return data instanceof z.ZodArray ? [data.element as z.ZodType] : [];
}

function columnsIn(schema: unknown, path: readonly string[]): Column[] {
  if (
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault
  ) {
    return columnsIn(schema.unwrap(), path);
  }
  if (schema instanceof z.ZodObject) {
    return Object.entries(schema.shape).flatMap(([key, member]) =>
      columnsIn(member, [...path, key]),
    );
  }
  return [{ heading: path.join('.'), path }];
}
