import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';
import { answerParent } from './parent-link.js';

/**
 * The least that a proxy on undici does: the body is read and sent on, the reply is passed through.
 * No keys, no prices, no ledger. What the gateway is compared with.
 */
const pool = new Pool(process.argv[2] ?? '', { connections: 4_096, pipelining: 1 });

const server = createServer((req, res) => {
  const chunks: Buffer[] = [];
  req.on('data', (chunk: Buffer) => chunks.push(chunk));
  req.on('end', () => {
    const type = req.headers['content-type'] ?? 'application/octet-stream';
    const request = { path: req.url ?? '/', method: 'POST', headers: { 'content-type': type } };
    pool
      .request({ ...request, body: Buffer.concat(chunks) } as Parameters<Pool['request']>[0])
      .then((reply) => {
        res.writeHead(reply.statusCode, reply.headers);
        reply.body.pipe(res);
      })
      .catch(() => res.destroy());
  });
});

server.listen(0, '127.0.0.1', 65_535, () => {
  answerParent(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, {});
});
