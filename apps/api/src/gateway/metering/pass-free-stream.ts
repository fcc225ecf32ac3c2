import type { ServerResponse } from 'node:http';
import { passStream, type StreamLimits } from './pass-stream.js';
import type { PassedStream } from './route.js';

/** Passes a stream on that costs nothing by itself. */
export async function passFreeStream(
  res: ServerResponse,
  requestId: string,
  { source, headers, meter }: PassedStream,
  limits: StreamLimits,
): Promise<void> {
  if (!res.destroyed) {
    const own = { 'x-credits-charged': '0', 'x-request-id': requestId };
    res.writeHead(source.status, { ...headers, ...own });
    res.flushHeaders();
  }
  const { exit, gone } = await passStream({
    ...{ res, source, meter, limits },
    keepHeld: async () => undefined,
    onBreak: () => undefined,
  });
  await meter.settle(exit, gone);
}
