import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type RequestHandler } from 'express';
import { telexStandIn } from './telex-stand-in.js';
import { textTools } from './text-tools.js';
import { wordCountAgent } from './word-count.js';

/** The demo's modules, running on loopback. */
export interface DemoUpstreams {
  /** Trusted by the gateway as it is, port included. */
  readonly origin: string;
  readonly port: number;
  readonly wordCountUrl: string;
  readonly textToolsUrl: string;
  /** A `TELEX_API_BASE`: `/telexai/…` is under it. */
  readonly telexApiBase: string;
  /** Has every request to a module checked first, from now on. */
  guard(slug: string, check: RequestHandler): void;
  /** Adds a line to the file that says whose modules run here. */
  vouchFor(line: string): void;
  close(): Promise<void>;
}

/** Starts them on the port of last time when it is free, so that nothing changes at a restart. */
export async function startUpstreams(preferredPort: number | null): Promise<DemoUpstreams> {
  const app = express().disable('x-powered-by');
  const server = createServer(app);
  const port = await listen(server, preferredPort);
  const origin = `http://127.0.0.1:${port}`;
  const [wordCountUrl, textToolsUrl] = [`${origin}/word-count`, `${origin}/text-tools`];
  const lines = new Set<string>();
  app.get('/.well-known/telex-credits.txt', (_req, res) => {
    res.type('text/plain').send([...lines].join('\n'));
  });
  const guards = new Map<string, RequestHandler>();
  app.use('/word-count', guarded('word-count', guards), wordCountAgent(wordCountUrl));
  app.use('/text-tools', guarded('text-tools', guards), textTools());
  app.use('/telexai', telexStandIn());
  return {
    ...{ origin, port, wordCountUrl, textToolsUrl, telexApiBase: origin },
    vouchFor: (line) => void lines.add(line),
    guard: (slug, check) => void guards.set(slug, check),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Asks a module's guard, once it has one. */
function guarded(slug: string, guards: ReadonlyMap<string, RequestHandler>): RequestHandler {
  return (req, res, next) => {
    const check = guards.get(slug);
    if (check === undefined) {
      next();
    } else {
      check(req, res, next);
    }
  };
}

async function listen(server: Server, preferredPort: number | null): Promise<number> {
  try {
    return await listenOn(server, preferredPort ?? 0);
  } catch (error) {
    if (preferredPort === null) {
      throw error;
    }
    return listenOn(server, 0);
  }
}

function listenOn(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
