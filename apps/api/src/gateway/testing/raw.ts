import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';

/** A socket that a test writes any bytes to. */
export interface RawCaller {
  readonly socket: Socket;
  write(bytes: string | Buffer): void;
  text(): string;
  /** Resolves when the server has closed the connection. */
  readonly closed: Promise<void>;
}

/** Opens a connection to a server. */
export async function openRaw(base: string): Promise<RawCaller> {
  const { hostname, port } = new URL(base);
  const socket = connect(Number(port), hostname);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  // A server that hangs up in the middle of our writing resets the connection.
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
  await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
  return {
    socket,
    closed,
    write: (bytes) => void (socket.destroyed || socket.write(bytes)),
    text: () => Buffer.concat(chunks).toString('latin1'),
  };
}

/** An upstream on 127.0.0.1 that answers every request with exactly the bytes that a test gives it. */
export interface RawUpstream {
  readonly origin: string;
  /** Heads and bodies that were heard, a text a connection. */
  heard(): string[];
  answer: (socket: Socket) => void;
  close(): Promise<void>;
}

/** Starts one; `answer` is called when the head of a request has come. */
export async function startRawUpstream(answer: RawUpstream['answer']): Promise<RawUpstream> {
  const texts = new Map<Socket, string>();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      const before = texts.get(socket) ?? '';
      texts.set(socket, before + chunk.toString('latin1'));
      if (chunk.includes('\r\n\r\n')) {
        upstream.answer(socket);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const upstream: RawUpstream = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard: () => [...texts.values()],
    answer,
    async close() {
      for (const socket of sockets) {
        socket.destroy();
      }
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return upstream;
}
