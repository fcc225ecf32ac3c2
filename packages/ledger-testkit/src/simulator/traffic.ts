import type { Operation, PublisherEarnings } from '@telex-credits/ledger';
import type { StoryTeller } from '../random-steps.js';
import type { Plan } from './plan.js';
import type { Random } from './random.js';

/** The operation with something in it that no ledger may take; null where nothing is to be spoiled. */
function spoil(operation: Operation, random: Random): Operation | null {
  if (operation.type === 'adjust') {
    return { ...operation, credits: 0n };
  }
  if ('credits' in operation) {
    return { ...operation, credits: random.pick([-1n, 2n ** 63n]) };
  }
  if ('amount' in operation) {
    return { ...operation, amount: random.pick([0n, 2n ** 63n]) };
  }
  if ('payoutId' in operation) {
    return { ...operation, payoutId: '' };
  }
  if ('total' in operation) {
    return { ...operation, total: -1n };
  }
  if ('day' in operation) {
    return { ...operation, day: '2026-02-30' };
  }
  if ('holdId' in operation) {
    return { ...operation, holdId: '' };
  }
  return 'walletId' in operation ? { ...operation, walletId: '' } : null;
}

/** A cent in nano-units: payouts are whole cents. */
const cent = 10_000_000n;

/** What clients ask for: stories about the same wallets, and things that nobody should ask for. */
export class Traffic {
  readonly #random: Random;
  readonly #plan: Plan;
  readonly #teller: StoryTeller;
  readonly #told: Operation[] = [];
  readonly #holds: string[] = [];
  readonly #malformed = new Set<string>();
  #left: number;

  constructor(random: Random, plan: Plan, teller: StoryTeller) {
    this.#random = random;
    this.#plan = plan;
    this.#teller = teller;
    this.#left = plan.requests;
  }

  /** Whether anybody will still ask for something new. */
  get over(): boolean {
    return this.#left <= 0;
  }

  /** Whether an operation is malformed whatever the ledger's state and time. */
  isMalformed(id: string): boolean {
    return this.#malformed.has(id);
  }

  /** The operations of the next request, to be worked in order; none when only time passes. */
  next(): Operation[] {
    this.#left -= 1;
    const length = this.#random.chance(this.#plan.batches) ? this.#random.between(2, 6) : 1;
    return Array.from({ length }, () => this.#one()).filter((one) => one !== null);
  }

  /** What the platform does for publishers: matures what waits, and pays out what is there. */
  payOut(
    pending: readonly { readonly publisherId: string; readonly day: string }[],
    publishers: readonly PublisherEarnings[],
  ): Operation[] {
    const { make } = this.#teller;
    const operations: Operation[] = pending
      .map(({ publisherId, day }) => make.mature(day, publisherId))
      .sort((a, b) => (a.publisherId + a.day < b.publisherId + b.day ? -1 : 1));
    for (const { publisherId, available } of publishers) {
      const cents = available / cent;
      if (cents > 0n) {
        const reserve = make.reserve(cents * cent, publisherId);
        const ways = [make.settlePayout(reserve.id), make.returnPayout(reserve.id)];
        const steps = [reserve, make.startPayout(reserve.id), ...ways];
        operations.push(...steps.slice(0, this.#random.between(1, steps.length)));
      }
    }
    this.#told.push(...operations);
    return operations;
  }

  #one(): Operation | null {
    const { malformed, otherBodies } = this.#plan;
    if (this.#told.length > 0 && this.#random.chance(otherBodies)) {
      const told = this.#random.pick(this.#told);
      return this.#random.chance(500) ? told : { ...told, note: { other: this.#random.below(3) } };
    }
    const operation = this.#wellFormed();
    const spoiled =
      operation !== null && this.#random.chance(malformed) ? spoil(operation, this.#random) : null;
    if (spoiled !== null) {
      this.#malformed.add(spoiled.id);
    }
    const told = spoiled ?? operation;
    if (told !== null) {
      this.#told.push(told);
    }
    return told;
  }

  #wellFormed(): Operation | null {
    if (this.#holds.length > 0 && this.#random.chance(this.#plan.stale)) {
      return this.#late(this.#random.pick(this.#holds));
    }
    const operation = this.#teller.tell({
      kind: this.#random.pick(this.#plan.kinds),
      pick: this.#random.below(1_000),
      amount: this.#random.below(30),
      extra: this.#random.below(1_000),
    });
    if (operation?.type === 'hold') {
      this.#holds.push(operation.id);
    }
    return operation;
  }

  /** Somebody who remembers an old hold, which may have ended long ago. */
  #late(holdId: string): Operation {
    const { make, clock } = this.#teller;
    switch (this.#random.below(4)) {
      case 0:
        return make.capture(holdId, BigInt(this.#random.below(40)));
      case 1:
        return make.release(holdId);
      case 2:
        return make.extend(holdId, new Date(clock().getTime() + 3_600_000).toISOString());
      default:
        return { type: 'expire', id: make.id('exp'), target: { holdId } };
    }
  }
}
