import { cells } from './cells.js';
import { createHttpTarget } from './http-target.js';
import { createReport } from './report.js';
import { routes } from './routes.js';
import { runCell } from './run-cell.js';
import { type Login, setUp } from './set-up.js';
import { startUpstream } from './upstream.js';

/** What one run is about. */
export interface Suite {
  /** The gateway's base URL. */
  readonly url: string;
  readonly login: Login;
  /** Where the misbehaving upstream listens; the gateway must reach it there. */
  readonly upstream: { readonly host: string; readonly port: number };
  readonly say: (line: string) => void;
}

/** How a run went: cells that passed, that failed, and that this gateway has no module for. */
export interface SuiteResult {
  readonly passed: number;
  readonly failed: number;
  readonly leftOut: number;
}

/**
 * Plays every cell for every route against a gateway, one after the other, because each is judged by
 * what the wallet lost: use a wallet that nothing else spends from meanwhile. Throws where the
 * modules could not be set up.
 */
export async function runSuite({ url, login, upstream: at, say }: Suite): Promise<SuiteResult> {
  const base = url.replace(/\/+$/, '');
  const upstream = await startUpstream(at.port, at.host);
  const origin = `http://${at.host}:${upstream.port}`;
  try {
    const ready = await setUp(base, login, { origin, upstream });
    try {
      const target = await createHttpTarget(base, ready);
      const report = createReport(say);
      for (const route of routes) {
        for (const cell of cells.filter(({ fits }) => fits(route))) {
          report.note(route, cell, await runCell({ target, upstream }, route, cell));
        }
        report.endOf(route);
      }
      return report.close();
    } finally {
      await ready.takeDown();
    }
  } finally {
    await upstream.close();
  }
}
