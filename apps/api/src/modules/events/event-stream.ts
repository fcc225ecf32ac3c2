import type { StreamEvent } from '@telex-credits/contracts';

/** A connection that events are written to, as `node:http` has it. */
export interface EventSink {
  write(text: string): boolean;
  end(): void;
  destroy(): void;
  once(event: 'drain' | 'close', listener: () => void): unknown;
  readonly destroyed: boolean;
}

/** Readers come back from time to time, so that a session that has ended stops hearing. */
const beatsMax = 40;

/** One reader's connection. */
export interface EventStream {
  /** There may be something new. */
  wake(): void;
  /** Keeps the connection open through proxies, and drops a reader who stopped reading. */
  beat(): void;
  close(): void;
}

/**
 * Writes an organisation's events behind `from` to one connection, from the store and in order. The
 * next events are only read when the reader took the ones before, so what is buffered is bounded by
 * one read; a reader who takes none between two beats is dropped, and resumes by Last-Event-ID.
 */
export function createEventStream(options: {
  readonly sink: EventSink;
  readonly from: number;
  readonly after: (number: number) => Promise<StreamEvent[]>;
  readonly onError: (error: unknown) => void;
}): EventStream {
  const { sink } = options;
  let position = options.from;
  let woken = false;
  let pumping = false;
  let full = false;
  let stuckBeats = 0;
  let beats = 0;

  async function pump(): Promise<void> {
    while (woken && !full && !sink.destroyed) {
      woken = false;
      const events = await options.after(position);
      const last = events.at(-1);
      if (last !== undefined && !sink.destroyed) {
        position = Number(last.id);
        woken = true;
        send(events.map(eventText).join(''));
      }
    }
  }

  function send(text: string): void {
    if (!sink.write(text)) {
      full = true;
      sink.once('drain', () => {
        full = false;
        stuckBeats = 0;
        run();
      });
    }
  }

  function run(): void {
    if (pumping) {
      return;
    }
    pumping = true;
    pump()
      .catch((error: unknown) => {
        options.onError(error);
        // The reader comes back with Last-Event-ID and misses nothing.
        sink.destroy();
      })
      .finally(() => {
        pumping = false;
        if (woken && !full && !sink.destroyed) {
          run();
        }
      });
  }

  // The id of an empty stream, so that whoever is cut off before the first event misses none.
  send(`retry: 2000\nid: ${position}\n: connected\n\n`);
  return {
    wake() {
      woken = true;
      run();
    },
    beat() {
      beats += 1;
      if (beats >= beatsMax) {
        sink.end();
      } else if (!full) {
        send(': still here\n\n');
      } else {
        stuckBeats += 1;
        if (stuckBeats >= 2) {
          sink.destroy();
        }
      }
    },
    close() {
      if (!sink.destroyed) {
        sink.end();
      }
    },
  };
}

function eventText(event: StreamEvent): string {
  return `id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}
