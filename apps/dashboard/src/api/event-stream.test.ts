import { afterEach, expect, test, vi } from 'vitest';
import type { StreamMessage } from './event-parser.js';
import { followEvents, type StreamState } from './event-stream.js';

afterEach(() => vi.unstubAllGlobals());

/** Follows a stream whose connections answer one after the other; the last answer ends it. */
async function follow(answers: readonly (() => Response)[]) {
  const controller = new AbortController();
  const requests: Headers[] = [];
  const messages: StreamMessage[] = [];
  const states: StreamState[] = [];
  const waits: number[] = [];
  vi.stubGlobal('fetch', async (_: string, init: RequestInit) => {
    requests.push(new Headers(init.headers));
    const answer = answers[requests.length - 1];
    if (answer === undefined) {
      controller.abort();
      throw new DOMException('stopped', 'AbortError');
    }
    return answer();
  });
  await followEvents({
    url: '/api/v1/events',
    headers: () => ({ 'X-Organisation-Id': 'org_one' }),
    onMessage: (message) => messages.push(message),
    onState: (state) => states.push(state),
    signal: controller.signal,
    wait: async (milliseconds) => void waits.push(milliseconds),
    random: () => 1,
  });
  return { requests, messages, states, waits };
}

const streamOf = (text: string) => () => new Response(text, { status: 200 });
const broken = (): Response => {
  throw new TypeError('network');
};

test('after a break the stream resumes behind the last event that was seen', async () => {
  const { requests, messages } = await follow([
    streamOf('id: 7\nevent: wallet.updated\ndata: {}\n\nid: 8\ndata: lost in the'),
    streamOf('id: 8\nevent: usage.created\ndata: {}\n\n'),
  ]);
  expect(messages.map(({ id }) => id)).toEqual(['7', '8']);
  expect(requests[0]?.get('Last-Event-ID')).toBeNull();
  expect(requests[1]?.get('Last-Event-ID')).toBe('7');
  expect(requests[2]?.get('Last-Event-ID')).toBe('8');
  expect(requests[1]?.get('X-Organisation-Id')).toBe('org_one');
});

test('waits double while nothing answers, up to half a minute, and start afresh after success', async () => {
  const { waits } = await follow([
    ...Array.from({ length: 6 }, () => broken),
    streamOf('data: x\n\n'),
    broken,
  ]);
  expect(waits).toEqual([2000, 4000, 8000, 16_000, 30_000, 30_000, 1000, 2000]);
});

test('a server error is waited out', async () => {
  const { states } = await follow([() => new Response('', { status: 503 })]);
  expect(states).toEqual(['connecting', 'waiting', 'connecting', 'stopped']);
});

test.each([401, 403, 404])('a refusal with %i ends it', async (status) => {
  const { requests, states } = await follow([() => new Response('', { status })]);
  expect(requests).toHaveLength(1);
  expect(states.at(-1)).toBe('stopped');
});
