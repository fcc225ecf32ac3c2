import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createClient } from './client.js';
import { createEventParser } from './event-parser.js';
import { broken, problem, type Step, scriptedFetch } from './testing/scripted-fetch.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const event = (id: number) =>
  `id: ${id}\nevent: wallet.updated\ndata: {"id":"${id}","type":"wallet.updated","at":"","data":{}}\n\n`;

/** A stream of these chunks, which then ends, or stays open and silent. */
function stream(chunks: readonly string[], then: 'ends' | 'hangs' = 'ends'): Step {
  return (_seen, signal) => {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const chunk of chunks) {
          controller.enqueue(new TextEncoder().encode(chunk));
        }
        signal?.addEventListener('abort', () => controller.error(signal.reason));
        if (then === 'ends') {
          controller.close();
        }
      },
    });
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  };
}

function scripted(...steps: Step[]) {
  const { fetch, seen } = scriptedFetch(...steps);
  return { client: createClient({ baseUrl: 'http://a.test', token: 't', fetch }), seen };
}

/** Takes so many events while time passes. */
async function take(events: AsyncIterable<{ id: string }>, count: number): Promise<string[]> {
  const ids: string[] = [];
  const taking = (async () => {
    for await (const { id } of events) {
      ids.push(id);
      if (ids.length === count) {
        return;
      }
    }
  })();
  await vi.advanceTimersByTimeAsync(600_000);
  await taking;
  return ids;
}

const resumed = (seen: { headers: Headers }[]) =>
  seen.map(({ headers }) => headers.get('last-event-id'));

it('a broken stream goes on behind the last event, and misses and repeats none', async () => {
  const { client, seen } = scripted(
    stream([event(1), event(2).slice(0, 9)]),
    broken,
    problem(503, 'shutting_down', { headers: { 'retry-after': '2' } }),
    stream([event(2), event(3)], 'hangs'),
  );
  expect(await take(client.events(), 3)).toEqual(['1', '2', '3']);
  expect(resumed(seen)).toEqual([null, '1', '1', '1']);
});

it('a stream that breaks before its first event begins again where it began', async () => {
  const { client, seen } = scripted(stream(['id: 41\n: connected\n\n']), stream([event(42)]));
  expect(await take(client.events(), 1)).toEqual(['42']);
  expect(resumed(seen)).toEqual([null, '41']);
});

it('a connection that is silent for a minute is given up', async () => {
  const { client, seen } = scripted(stream([event(1)], 'hangs'), stream([event(2)], 'hangs'));
  expect(await take(client.events({ lastEventId: '0' }), 2)).toEqual(['1', '2']);
  expect(resumed(seen)).toEqual(['0', '1']);
});

it('a refusal that will not pass is thrown', async () => {
  const { client, seen } = scripted(problem(401, 'invalid_api_key'));
  await expect(client.events().next()).rejects.toMatchObject({ code: 'invalid_api_key' });
  expect(seen).toHaveLength(1);
});

it('the signal ends the loop quietly, while reading and while waiting', async () => {
  for (const step of [stream([event(1)], 'hangs'), broken]) {
    const { client } = scripted(step);
    const stop = new AbortController();
    const all = (async () => {
      for await (const _event of client.events({ signal: stop.signal })) {
        // Goes on until it is stopped.
      }
    })();
    await vi.advanceTimersByTimeAsync(10);
    stop.abort();
    await all;
    expect(vi.getTimerCount()).toBe(0);
  }
});

it('messages are the same wherever the text is cut', () => {
  const text = `: hello\r\n\r\nid: 1\r\ndata: a\r\ndata: b\r\n\r\n${event(2)}`;
  const whole = createEventParser().push(text);
  for (let cut = 0; cut <= text.length; cut += 1) {
    const parser = createEventParser();
    expect([...parser.push(text.slice(0, cut)), ...parser.push(text.slice(cut))]).toEqual(whole);
  }
  expect(whole.map(({ data }) => data)).toEqual([null, 'a\nb', expect.stringContaining('"2"')]);
});
