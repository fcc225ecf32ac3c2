import type { Request } from './commands/run-command.js';
import { CommandError } from './errors.js';
import type { Doc } from './values/doc.js';

/** What happens to a command that a fault meets. */
export type Effect =
  /** The connection is closed, before the command ran or after; the client gets no answer. */
  | { readonly kind: 'drop'; readonly when: 'before' | 'after' }
  /** The command waits: so long, or until the promise resolves. */
  | { readonly kind: 'delay'; readonly ms?: number; readonly until?: Promise<unknown> }
  /**
   * The command answers this error: instead of running, or (`applied`) although it ran. Labels are
   * those that a server would give, unless told.
   */
  | {
      readonly kind: 'error';
      readonly code: number;
      readonly codeName?: string;
      readonly message?: string;
      readonly labels?: readonly string[];
      readonly applied?: boolean;
    }
  /** The command runs and answers with a `writeConcernError`. */
  | {
      readonly kind: 'write-concern-error';
      readonly code: number;
      readonly codeName?: string;
      readonly labels?: readonly string[];
    };

/** Which commands a fault meets. */
export interface Fault {
  readonly command: string | readonly string[];
  /** Only those for which it answers true; the body has `lsid`, `txnNumber` and so on. */
  readonly where?: (body: Doc, db: string) => boolean;
  /** So many that match are let through first: 0 unless told. */
  readonly skip?: number;
  /** So many are met: 1 unless told. */
  readonly times?: number;
  readonly effect: Effect;
}

/** A fault that was set. */
export interface FaultHandle {
  /** How many commands it has met. */
  readonly hits: number;
  remove(): void;
}

/** The faults of one server. The first that matches a command is the one that happens. */
export interface Faults {
  add(fault: Fault): FaultHandle;
  clear(): void;
}

interface Active {
  readonly fault: Fault;
  toSkip: number;
  left: number;
  hits: number;
}

export interface FaultRegistry extends Faults {
  /** The effect on this command; counts it. */
  take(request: Request): Effect | undefined;
}

export function createFaults(): FaultRegistry {
  const active = new Set<Active>();
  return {
    add(fault) {
      const entry = { fault, toSkip: fault.skip ?? 0, left: fault.times ?? 1, hits: 0 };
      active.add(entry);
      return {
        get hits() {
          return entry.hits;
        },
        remove: () => active.delete(entry),
      };
    },
    clear: () => active.clear(),
    take(request) {
      for (const entry of active) {
        if (entry.left > 0 && meets(entry.fault, request)) {
          if (entry.toSkip > 0) {
            entry.toSkip -= 1;
          } else {
            entry.left -= 1;
            entry.hits += 1;
            return entry.fault.effect;
          }
        }
      }
      return undefined;
    },
  };
}

function meets({ command, where }: Fault, { name, body, db }: Request): boolean {
  const names = typeof command === 'string' ? [command] : command;
  return names.includes(name) && (where?.(body, db) ?? true);
}

/** The error that a fault asks for. */
export function faultError(effect: Extract<Effect, { kind: 'error' }>): CommandError {
  return new CommandError(
    effect.code,
    effect.codeName ?? `Location${effect.code}`,
    effect.message ?? 'a fault of the test',
    {},
    effect.labels,
  );
}
