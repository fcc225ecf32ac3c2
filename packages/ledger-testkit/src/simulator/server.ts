import type { Operation, Result } from '@telex-credits/ledger';
import type { LedgerStore } from '@telex-credits/store';
import type { Agenda } from './agenda.js';
import type { Plan } from './plan.js';
import type { Random } from './random.js';
import { type Fault, faults, type Round, type Subject } from './subject.js';
import type { Trace } from './trace.js';
import type { Traffic } from './traffic.js';
import type { Witness } from './witness.js';

interface Submission {
  readonly operations: readonly Operation[];
  /** Takes an answer for each operation, in its place. */
  readonly reply: (results: readonly Result[]) => void;
}

/** What a run is made of. */
export interface World {
  readonly agenda: Agenda;
  readonly plan: Plan;
  readonly random: Random;
  readonly subject: Subject;
  readonly trace: Trace;
  readonly traffic: Traffic;
  readonly witness: Witness;
  /** Sets the clock of the ledger's process back; a machine's clock may, between two processes. */
  readonly setClockBack: (millis: number) => void;
}

const codeOf = (result: Result): string =>
  result.ok ? `${result.entry.seq}` : result.refusal.code;

/** The network to the ledger's process, that process, and its disk: all of them fail as planned. */
export class Server {
  /** How often each thing went wrong. */
  readonly counts = new Map<string, number>();
  readonly #world: World;
  #queue: Submission[] = [];
  #busy = false;
  #down = false;

  constructor(world: World) {
    this.#world = world;
  }

  /** Sends a submission: it may be lost, come twice, and be overtaken by a later one. */
  submit(operations: readonly Operation[], reply: Submission['reply']): void {
    const { plan } = this.#world;
    const copies = this.#happens('duplicate', plan.duplicates) ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      if (!this.#happens('lost request', plan.lostRequests)) {
        this.#send(() => this.#arrive({ operations, reply }));
      }
    }
  }

  /** Asks what became of operations; nobody answers while the process is down. */
  ask(ids: readonly string[], reply: (results: readonly (Result | undefined)[]) => void): void {
    this.#send(async () => {
      if (!this.#down) {
        const results = await this.#world.witness.ask(ids);
        this.#send(() => reply(results));
      }
    });
  }

  /** A client reads a wallet. */
  look(walletId: string): void {
    this.#send(async () => {
      if (!this.#down) {
        await this.#world.witness.look(walletId);
      }
    });
  }

  /** Reads something; nobody answers while the process is down. */
  read<T>(read: (store: LedgerStore) => Promise<T>, reply: (found: T) => void): void {
    this.#send(async () => {
      if (!this.#down) {
        const found = await read(this.#world.subject.store);
        this.#send(() => reply(found));
      }
    });
  }

  #send(arrive: () => void | Promise<void>): void {
    const { agenda, plan, random } = this.#world;
    agenda.in(random.below(plan.latencyMs + 1), arrive);
  }

  /** Whether something goes wrong; nothing does any more when all requests were made. */
  #happens(what: string, permille: number): boolean {
    const { random, traffic } = this.#world;
    const happens = random.chance(permille) && !traffic.over;
    if (happens) {
      this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
    }
    return happens;
  }

  #arrive(submission: Submission): void {
    this.#note(`arrive ${submission.operations.map(({ id }) => id).join(' ')}`);
    if (!this.#down) {
      this.#queue.push(submission);
      this.#begin();
    }
  }

  /** While the disk is busy others queue: they are in the next commit together. */
  #begin(): void {
    if (this.#busy || this.#down || this.#queue.length === 0) {
      return;
    }
    const { agenda, plan, random } = this.#world;
    this.#busy = true;
    const slow = this.#happens('slow commit', plan.slowCommits) ? 20 : 1;
    agenda.in(random.between(1, plan.diskMs) * slow, () => this.#commit());
  }

  #fault(): Fault | null {
    return faults.find((fault) => this.#happens(fault, this.#world.plan.faults[fault])) ?? null;
  }

  async #commit(): Promise<void> {
    const { random, subject, witness } = this.#world;
    const round = this.#queue.splice(0, random.between(1, 12));
    const fault = this.#fault();
    this.#note(`commit of ${round.length}, ${fault ?? 'no fault'}`);
    const submissions = round.map(({ operations }) => operations);
    const worked = await subject.work(submissions, fault);
    if (worked.answers === null) {
      await this.#crash();
    }
    await witness.follow(submissions, worked, fault);
    this.#answer(round, worked);
    this.#busy = false;
    this.#begin();
  }

  #answer(round: readonly Submission[], { answers }: Round): void {
    for (const [at, { reply }] of round.entries()) {
      const results = answers?.[at];
      if (results !== undefined && !this.#happens('lost answer', this.#world.plan.lostAnswers)) {
        this.#note(`answer ${results.map(codeOf).join(' ')}`);
        this.#send(() => reply(results));
      }
    }
  }

  /** The process is gone with all that waited in it; a new one serves some time later. */
  async #crash(): Promise<void> {
    const { agenda, plan, random, subject, setClockBack, witness } = this.#world;
    this.#down = true;
    this.#queue = [];
    setClockBack(random.chance(plan.clockSetBack) ? random.below(5_000) : 0);
    await subject.restart();
    await witness.restarted();
    agenda.in(random.between(1, 3_000), () => {
      this.#down = false;
    });
  }

  #note(line: string): void {
    this.#world.trace.add(this.#world.agenda.now, line);
  }
}
