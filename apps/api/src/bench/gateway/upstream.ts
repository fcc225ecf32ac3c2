import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerParent } from './parent-link.js';
import { framesOfStream, reported, slowModel, traffic } from './traffic.js';

const reply = Buffer.from(JSON.stringify({ words: 'lorem ipsum '.repeat(80), end: true }));
const frame = (body: unknown) => `data: ${JSON.stringify(body)}\n\n`;
const delta = (more: object) => frame({ choices: [{ index: 0, ...more }] });
const output = delta({ delta: { content: 'word' } });
const closing = `${delta({ delta: {}, finish_reason: 'stop' })}${frame({ choices: [], usage: reported })}data: [DONE]\n\n`;
const slow = new Set<ServerResponse>();

/** A frame in each turn of the event loop, as a model that is fast writes them. */
function stream(res: ServerResponse, left = framesOfStream): void {
  if (left === 0) {
    res.end(closing);
    return;
  }
  res.write(output);
  setImmediate(() => stream(res, left - 1));
}

const server = createServer((req, res) => {
  const chunks: Buffer[] = [];
  req.on('data', (chunk: Buffer) => chunks.push(chunk));
  req.on('end', () => {
    if (req.url !== traffic.stream.upstreamPath) {
      res.writeHead(200, { 'content-type': 'application/json', 'content-length': reply.length });
      return res.end(reply);
    }
    res.writeHead(200, { 'content-type': 'text/event-stream' });
    if (!Buffer.concat(chunks).includes(slowModel)) {
      return stream(res);
    }
    res.write(output);
    slow.add(res);
    return res.once('close', () => slow.delete(res));
  });
});

setInterval(() => {
  for (const res of slow) {
    res.write(output);
  }
}, 1_000).unref();

server.listen(0, '127.0.0.1', 65_535, () => {
  const { port } = server.address() as AddressInfo;
  answerParent(`http://127.0.0.1:${port}`, {
    slow: async () => slow.size,
    /** Lets every slow stream end as others do. */
    release: async () => {
      for (const res of slow) {
        res.end(closing);
      }
    },
  });
});
