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
  /** Cuts every connection, requests under way included; goes on listening. */
  hangUp(): void;
}

/** How long slow senders are waited for. */
export interface Patience {
  /** The whole head of a request. */
  readonly headMillis: number;
  /** The whole request, body included. */
  readonly requestMillis: number;
  /** How often both are looked at: a connection lives so much longer at most. */
  readonly checkMillis: number;
}

/** Uploads to modules are passed on while they come, and may take a while. */
const usualPatience: Patience = { headMillis: 10_000, requestMillis: 300_000, checkMillis: 2_000 };

/**
 * Clients of a proxy may name a whole URL (RFC 9112, 3.2.2): only its path is ours to read. What
 * stands before it chooses nothing here.
 */
function originForm(target: string): string {
  return target.replace(/^https?:\/\/[^/?#]*/i, '') || '/';
}

/** RFC 9112, 3.2: a request with two hosts is one that two servers may read in two ways. */
function hasTwoHosts({ rawHeaders }: IncomingMessage): boolean {
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at];
    hosts += name?.length === 4 && name.toLowerCase() === 'host' ? 1 : 0;
  }
  return hosts > 1;
}

/** `/gateway/*` goes to the gateway, which is no part of Express; everything else to the app. */
export function createFrontServer(handlers: {
  readonly app: NodeHandler;
  readonly gateway: NodeHandler;
  readonly patience?: Patience;
}): FrontServer {
  const { headMillis, requestMillis, checkMillis } = handlers.patience ?? usualPatience;
  const options = {
    ...{ headersTimeout: headMillis, requestTimeout: requestMillis },
    connectionsCheckingInterval: checkMillis,
    // Longer than common proxies keep theirs, so that a reused connection is never closed under them.
    keepAliveTimeout: 65_000,
  };
  const server = createServer(options, (req, res) => {
    if (hasTwoHosts(req)) {
      res.writeHead(400, { connection: 'close' }).end();
      return;
    }
    if (req.url?.startsWith('http') === true) {
      req.url = originForm(req.url);
    }
    const isGateway = req.url?.startsWith('/gateway/') === true;
    (isGateway ? handlers.gateway : handlers.app)(req, res);
    res.once('close', () => {
      // While draining: Node closes what is idle when it is told to, and nothing after that.
      if (!server.listening) {
        setImmediate(() => server.closeIdleConnections());
      }
    });
  });
  return {
    listen: (address) => listen(server, address),
    drain: (graceMs) => drain(server, graceMs),
    hangUp: () => server.closeAllConnections(),
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
