interface Event {
  readonly at: number;
  readonly run: () => void | Promise<void>;
}

/** Virtual time: what is to happen, in the order of its moments and, within one, as it was put down. */
export class Agenda {
  #events: Event[] = [];
  #now = 0;

  /** Virtual milliseconds since the start. */
  get now(): number {
    return this.#now;
  }

  /** Lets something happen after so many virtual milliseconds. */
  in(millis: number, run: Event['run']): void {
    const at = this.#now + millis;
    const later = this.#events.findIndex((event) => event.at > at);
    this.#events.splice(later < 0 ? this.#events.length : later, 0, { at, run });
  }

  /** Lets everything happen, one after the other, until nothing is left. */
  async run(): Promise<void> {
    for (let event = this.#events.shift(); event !== undefined; event = this.#events.shift()) {
      this.#now = event.at;
      await event.run();
    }
  }
}
