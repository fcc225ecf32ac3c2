import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createFaultPlan, type Fault, type FaultPlan } from './faults.js';

/** A request as it came over the wire. */
export interface WireRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** The query, still encoded and without `?`. */
  readonly query: string;
  readonly headers: IncomingMessage['headers'];
  readonly raw: Buffer;
}

export interface WireReply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A stand-in that listens. */
export interface Frame {
  /** `http://127.0.0.1:40123`. */
  readonly url: string;
  /** Every request that came, spoilt or not, oldest first. */
  readonly requests: readonly WireRequest[];
  readonly faults: FaultPlan;
  close(): Promise<void>;
}

interface FrameDeps {
  /** Does the work and says what to answer. What it throws is a mistake of the stand-in: 500. */
  readonly answer: (request: WireRequest) => WireReply | Promise<WireReply>;
  /** The provider's own words for a status that a fault asks for. */
  readonly faultReply: (status: number) => WireReply;
  /**
   * Told of the answer that a fault after the work put in place of the real one: a provider that
   * replays answers by idempotency key replays that one.
   */
  readonly spoilt?: (request: WireRequest, reply: WireReply) => void;
}

async function read(req: IncomingMessage): Promise<WireRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) {
    chunks.push(chunk as Buffer);
  }
  const [path = '/', query = ''] = (req.url ?? '/').split('?', 2);
  const { method = 'GET', headers } = req;
  return { method, path, query, headers, raw: Buffer.concat(chunks) };
}

function send(res: ServerResponse, reply: WireReply): void {
  res.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
  res.end(JSON.stringify(reply.body));
}

/** Serves a stand-in on a free port of 127.0.0.1, with faults on demand. */
export async function openFrame(deps: FrameDeps): Promise<Frame> {
  const requests: WireRequest[] = [];
  const faults = createFaultPlan();

  function spoil(res: ServerResponse, request: WireRequest, fault: Fault): void {
    if (fault.kind === 'close') {
      res.socket?.destroy();
    } else if (fault.kind === 'answer') {
      const reply = deps.faultReply(fault.status ?? 500);
      if (fault.when === 'after') {
        deps.spoilt?.(request, reply);
      }
      send(res, reply);
    } else if (fault.kind === 'text') {
      res.writeHead(fault.status ?? 200, { 'content-type': 'application/json' });
      res.end(fault.text ?? '');
    }
    // A call that hangs is left alone: whoever waits gives up, and `close` cuts the line.
  }

  const server = createServer(async (req, res) => {
    const request = await read(req);
    requests.push(request);
    const fault = faults.take(request);
    if (fault?.when === 'before') {
      return spoil(res, request, fault);
    }
    const reply = await Promise.resolve(deps.answer(request)).catch(
      (error: unknown): WireReply => ({
        status: 500,
        body: { error: { type: 'api_error', message: `stand-in: ${String(error)}` } },
      }),
    );
    if (fault !== undefined) {
      return spoil(res, request, fault);
    }
    send(res, reply);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    faults,
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
