import { once } from 'node:events';
import type { RouteContract } from '@telex-credits/contracts';
import type { Response } from 'express';
import { columnsOf, csvLine, valueAt } from './csv.js';

/** Rows in one file; what is beyond is asked for with the cursor in the file's last line. */
const csvRowsMax = 100_000;
export const csvPageRows = 200;

/** A page as list handlers answer it. */
export interface ListPage {
  readonly data: readonly unknown[];
  readonly nextCursor: string | null;
}

/**
 * Writes a whole list as CSV, page by page. An error after the first page cuts the connection, so
 * that half a file is not taken for a whole one.
 */
export async function sendCsv(
  res: Response,
  contract: RouteContract,
  pageAfter: (cursor: string | null) => Promise<ListPage>,
): Promise<void> {
  let page = await pageAfter(null);
  const columns = columnsOf(contract, page.data[0]);
  res.status(200).set({
    'Content-Type': 'text/csv; charset=utf-8; header=present',
    'Content-Disposition': `attachment; filename="${contract.operationId}.csv"`,
    'Cache-Control': 'no-store',
  });
  await write(res, csvLine(columns.map((column) => column.heading)));
  for (let rows = 0; ; page = await pageAfter(page.nextCursor)) {
    await write(
      res,
      page.data.map((row) => csvLine(columns.map((column) => valueAt(row, column)))).join(''),
    );
    rows += page.data.length;
    if (page.nextCursor === null || res.destroyed) {
      break;
    }
    if (rows >= csvRowsMax) {
      await write(res, csvLine([`More rows follow: ask again with cursor=${page.nextCursor}`]));
      break;
    }
  }
  res.end();
}

async function write(res: Response, text: string): Promise<void> {
  if (text !== '' && !res.destroyed && !res.write(text)) {
    await Promise.race([once(res, 'drain'), once(res, 'close')]);
  }
}
