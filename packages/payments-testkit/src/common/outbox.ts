/** An event that a provider wants to tell us: its bytes never change, its signature is made anew. */
export interface OutgoingEvent {
  readonly id: string;
  readonly type: string;
  readonly raw: Buffer;
}

/** How events are delivered; the plain way when nothing is said. */
export interface DeliveryOptions {
  /** How often each is sent, all at once; one when left out. */
  readonly copies?: number;
  /** Newest first. */
  readonly reversed?: boolean;
  /** Only these types; the others stay. */
  readonly types?: readonly string[];
  /** Other bytes than were signed: a forgery. */
  readonly tamper?: (raw: Buffer) => Buffer;
  /** Signs with another secret. */
  readonly secret?: string;
  /** Signs for another moment. */
  readonly at?: Date;
}

/** The events of a stand-in, and the sending of them, which a test starts and waits for. */
export interface Outbox {
  /** All that ever happened, oldest first. */
  readonly events: readonly OutgoingEvent[];
  push(event: OutgoingEvent): void;
  /** Sends what was not taken (2xx) yet, and answers the statuses in the order of sending. */
  deliver(options?: DeliveryOptions): Promise<number[]>;
  /** Sends one event again, taken or not. */
  replay(eventId: string, options?: DeliveryOptions): Promise<number[]>;
}

/** Makes an outbox that posts to `url`, asked at each delivery. */
export function createOutbox(deps: {
  readonly url: () => string;
  readonly sign: (
    raw: Buffer,
    how: { readonly secret?: string; readonly at?: Date },
  ) => Readonly<Record<string, string>>;
}): Outbox {
  const events: OutgoingEvent[] = [];
  const taken = new Set<string>();

  async function post(event: OutgoingEvent, options: DeliveryOptions): Promise<number> {
    const { secret, at, tamper } = options;
    const how = {
      ...(secret === undefined ? {} : { secret }),
      ...(at === undefined ? {} : { at }),
    };
    const raw = tamper === undefined ? event.raw : tamper(event.raw);
    const reply = await fetch(deps.url(), {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8', ...deps.sign(event.raw, how) },
      body: new Uint8Array(raw),
      redirect: 'manual',
    });
    await reply.arrayBuffer();
    if (reply.ok) {
      taken.add(event.id);
    }
    return reply.status;
  }

  function sendOne(event: OutgoingEvent, options: DeliveryOptions): Promise<number[]> {
    const copies = Array.from({ length: options.copies ?? 1 }, () => post(event, options));
    return Promise.all(copies);
  }

  return {
    events,
    push: (event) => void events.push(event),
    async deliver(options = {}) {
      const { types } = options;
      const waiting = events.filter(
        ({ id, type }) => !taken.has(id) && (types === undefined || types.includes(type)),
      );
      const statuses: number[] = [];
      for (const event of options.reversed === true ? waiting.reverse() : waiting) {
        statuses.push(...(await sendOne(event, options)));
      }
      return statuses;
    },
    async replay(eventId, options = {}) {
      const event = events.find(({ id }) => id === eventId);
      if (event === undefined) {
        throw new Error(`there is no event ${eventId}`);
      }
      return sendOne(event, options);
    },
  };
}
