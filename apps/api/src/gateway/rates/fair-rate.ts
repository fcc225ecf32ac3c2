import type { Rate, RateState } from './rate.js';

/** What one caller who is asking has of a rate. */
interface Share {
  tokens: number;
  /** How much had been earned by each when `tokens` was last brought up to date. */
  seen: number;
  askedAt: number;
}

/** Who has not asked for so long is not asking. */
const idleMillis = 10_000;

/**
 * One rate, shared by its callers (max-min fairness). What the rate brings is split equally among those
 * who asked in the last ten seconds; what one of them does not use goes on to the others, equally. So
 * - a caller who asks no more often than its equal share is never refused, whatever the others do: it
 *   earns its share all the time, and nobody else can take it;
 * - a caller who is alone has all of it;
 * - together they get no more than the rate, and `requests` at once, and one each for beginning.
 *
 * A newcomer begins with one request that is lent to it, and leaves when it has earned that again.
 * Nothing is looked through: an ask brings its own share and two others up to date.
 */
export class FairRate {
  readonly #rate: Rate;
  readonly #now: () => number;
  readonly #perMilli: number;
  /** Least recently asked first. */
  readonly #shares = new Map<string, Share>();
  #sweep = this.#shares.values();
  /** What everybody has earned since the beginning. */
  #earned = 0;
  /** All that the shares have together. */
  #stored = 0;
  /** What nobody has; below zero what was lent to newcomers. */
  #spare: number;
  #at: number;

  constructor(rate: Rate, now: () => number) {
    this.#rate = rate;
    this.#now = now;
    this.#perMilli = rate.requests / (rate.seconds * 1000);
    this.#spare = rate.requests;
    this.#at = now();
  }

  /** Counts one request of a caller, if it may be made now. */
  ask(caller: string): RateState {
    const time = this.#now();
    this.#advance(time);
    this.#dropIdle(time);
    const share = this.#shares.get(caller) ?? this.#join(time);
    this.#shares.delete(caller);
    this.#shares.set(caller, share);
    share.askedAt = time;
    this.#collectSome();
    this.#collect(share);
    const allowed = share.tokens >= 1;
    if (allowed) {
      share.tokens -= 1;
      this.#stored -= 1;
    }
    const wait = ((1 - share.tokens) * this.#shares.size) / this.#perMilli / 1000;
    const remaining = Math.max(0, Math.floor(share.tokens));
    return { allowed, rate: this.#rate, remaining, waitSeconds: allowed ? 0 : wait };
  }

  /** Whether nothing would be lost by forgetting all of this. */
  isIdle(): boolean {
    return this.#now() - this.#at > this.#rate.seconds * 1000 + idleMillis;
  }

  /** Callers who are asking. */
  get callers(): number {
    return this.#shares.size;
  }

  /** What one of them may save up, so that all together save up to `requests`. */
  #depth(): number {
    const { requests } = this.#rate;
    return this.#shares.size <= 1 ? requests : Math.max(1, requests / (2 * this.#shares.size));
  }

  #advance(time: number): void {
    const income = Math.max(0, time - this.#at) * this.#perMilli;
    this.#at = Math.max(this.#at, time);
    const { requests } = this.#rate;
    if (this.#shares.size === 0) {
      this.#spare = Math.min(requests, this.#spare + income);
      return;
    }
    const room = Math.max(0, requests + this.#shares.size - this.#stored);
    this.#stored += Math.min(income, room);
    this.#earned += Math.min(income, room) / this.#shares.size;
  }

  /** Gives what left a share to so many others, once what was lent is paid. */
  #passOn(tokens: number, others: number): void {
    const repaid = Math.min(tokens, Math.max(0, -this.#spare));
    const rest = tokens - repaid;
    this.#spare += repaid;
    this.#stored -= repaid;
    if (others > 0) {
      this.#earned += rest / others;
    } else {
      this.#stored -= rest;
      this.#spare = Math.min(this.#rate.requests, this.#spare + rest);
    }
  }

  /** Brings a share up to date; what it cannot save is for the others. */
  #collect(share: Share): void {
    share.tokens += this.#earned - share.seen;
    const over = share.tokens - this.#depth();
    if (over > 0) {
      share.tokens -= over;
      this.#passOn(over, this.#shares.size - 1);
    }
    share.seen = this.#earned;
  }

  #collectSome(): void {
    for (let looks = 0; looks < 2; looks += 1) {
      const next = this.#sweep.next();
      if (next.done === true) {
        this.#sweep = this.#shares.values();
        return;
      }
      this.#collect(next.value);
    }
  }

  #dropIdle(time: number): void {
    for (const [name, share] of this.#shares) {
      const has = share.tokens + this.#earned - share.seen;
      if (time - share.askedAt < idleMillis || has < 1) {
        return;
      }
      this.#shares.delete(name);
      this.#passOn(has, this.#shares.size);
    }
  }

  #join(time: number): Share {
    const tokens = this.#shares.size === 0 ? Math.max(1, this.#spare) : 1;
    this.#spare -= tokens;
    this.#stored += tokens;
    return { tokens, seen: this.#earned, askedAt: time };
  }
}
