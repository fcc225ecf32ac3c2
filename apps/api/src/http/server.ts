import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers a request on `node:http`. */
export type NodeHandler = (req: IncomingMessage, res: ServerResponse) => void;

/** The one listening server. */
export interface FrontServer {
  /** Resolves with the port when it listens. */
  listen(address: { readonly host: string; readonly port: number }): Promise<number>;
  /** Takes no new connections, lets requests finish for at most `graceMs`, then cuts the rest. */
  drain(graceMs: number): Promise<void>;
}

/** `/gateway/*` goes to the gateway, which is no part of Express; everything else to the app. */
export function createFrontServer(handlers: {
  readonly app: NodeHandler;
  readonly gateway: NodeHandler;
}): FrontServer {
  const server = createServer((req, res) => {
    const isGateway = req.url?.startsWith('/gateway/') === true;
    (isGateway ? handlers.gateway : handlers.app)(req, res);
    res.once('close', () => {
      // While draining: Node closes what is idle when it is told to, and nothing after that.
      if (!server.listening) {
        setImmediate(() => server.closeIdleConnections());
      }
    });
  });
  // The whole head of a request within 10 s: slow senders do not hold connections.
  server.headersTimeout = 10_000;
  // Longer than common proxies keep theirs, so that a reused connection is never closed under them.
  server.keepAliveTimeout = 65_000;
  return {
    listen: (address) => listen(server, address),
    drain: (graceMs) => drain(server, graceMs),
  };
}

function listen(
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

async function drain(server: Server, graceMs: number): Promise<void> {
  if (!server.listening) {
    return;
  }
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(cut);
}
