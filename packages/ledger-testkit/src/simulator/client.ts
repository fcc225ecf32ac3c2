import type { Operation, Result } from '@telex-credits/ledger';
import { Broken } from './broken.js';
import type { Server, World } from './server.js';

/** How often a client tries before it is a bug that nobody answers. */
const attemptsMax = 60;

interface Request {
  readonly operations: readonly Operation[];
  attempts: number;
  answered: boolean;
}

const isFinal = (result: Result | undefined): result is Result =>
  result !== undefined &&
  (result.ok || (result.refusal.code !== 'unknown' && result.refusal.code !== 'overloaded'));

/**
 * Somebody who uses the ledger as the design says: makes ids before submitting and keeps them, and
 * after an answer that is lost or `unknown` asks by id or submits the same again.
 */
export class Client {
  readonly #world: World;
  readonly #server: Server;

  constructor(world: World, server: Server) {
    this.#world = world;
    this.#server = server;
  }

  /** Makes requests for as long as there are some; does not wait for the answers. */
  start(): void {
    const { agenda, plan, random, traffic } = this.#world;
    agenda.in(random.below(plan.thinkMs + 1), () => {
      if (traffic.over) {
        return;
      }
      const operations = traffic.next();
      if (operations.length > 0) {
        this.#try({ operations, attempts: 0, answered: false });
      }
      if (random.chance(100)) {
        this.#server.look(random.pick(['wal_1', 'wal_2']));
      }
      if (random.chance(plan.payOuts)) {
        this.#payOut();
      }
      this.start();
    });
  }

  #payOut(): void {
    const { traffic } = this.#world;
    this.#server.read(
      async (store) => ({
        pending: await store.pendingUpTo('9999-12-31'),
        publishers: [await store.publisher('org_a'), await store.publisher('org_b')],
      }),
      ({ pending, publishers }) => {
        const operations = traffic.payOut(pending, publishers);
        if (operations.length > 0) {
          this.#try({ operations, attempts: 0, answered: false });
        }
      },
    );
  }

  #try(request: Request): void {
    const { agenda, trace } = this.#world;
    const ids = request.operations.map(({ id }) => id);
    request.attempts += 1;
    if (request.attempts > attemptsMax) {
      throw new Broken(`${ids.join(' ')} was not answered in ${attemptsMax} attempts`);
    }
    const attempt = request.attempts;
    trace.add(agenda.now, `attempt ${attempt} of ${ids.join(' ')}`);
    this.#server.submit(request.operations, (results) => this.#receive(request, results));
    this.#doubtIfUnanswered(request);
  }

  /** Waits longer each time, so that a slow disk is not buried under repetitions. */
  #doubtIfUnanswered(request: Request): void {
    const { agenda, plan } = this.#world;
    const attempt = request.attempts;
    agenda.in(plan.patienceMs * attempt, () => {
      if (!request.answered && request.attempts === attempt) {
        this.#doubt(request);
      }
    });
  }

  #receive(request: Request, results: readonly Result[]): void {
    const { agenda, random, witness } = this.#world;
    for (const [at, operation] of request.operations.entries()) {
      const result = results[at];
      if (isFinal(result)) {
        witness.acknowledge(operation, result);
      }
    }
    const attempt = request.attempts;
    if (results.every(isFinal)) {
      request.answered = true;
    } else if (!request.answered) {
      agenda.in(random.below(500), () => {
        if (!request.answered && request.attempts === attempt) {
          this.#doubt(request);
        }
      });
    }
  }

  /** Not known whether it was done: half of the clients ask, the others submit it again. */
  #doubt(request: Request): void {
    if (this.#world.random.chance(500)) {
      this.#try(request);
      return;
    }
    const ids = request.operations.map(({ id }) => id);
    request.attempts += 1;
    this.#server.ask(ids, (results) => {
      if (request.answered) {
        return;
      }
      if (results.every(isFinal)) {
        request.answered = true;
      } else {
        this.#try(request);
      }
    });
    this.#doubtIfUnanswered(request);
  }
}
