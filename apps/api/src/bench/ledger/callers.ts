import type { Operation } from '@telex-credits/ledger';
import type { LedgerStore } from '@telex-credits/store';
import { percentile } from '../statistics.js';

/** What one measurement came to; times in milliseconds. */
export interface Measured {
  readonly lifecyclesPerSecond: number;
  /** Processor time of the whole process, callers included, in microseconds. */
  readonly cpuMicrosPerLifecycle: number;
  /** From submitting one operation to its durable answer. */
  readonly operationP50: number;
  readonly operationP99: number;
  /** From submitting the hold to the durable answer of its capture. */
  readonly lifecycleP50: number;
  readonly lifecycleP99: number;
}

/** Who calls, and for how long. */
export interface Load {
  readonly callers: number;
  readonly wallets: readonly string[];
  readonly seconds: number;
  readonly newId: (prefix: string) => string;
}

/** How long a hold lasts: the default of the API. */
const holdMillis = 10 * 60_000;

/** A hold as the gateway makes one, without limits. */
export function makeHold(walletId: string, id: string): Operation {
  return {
    type: 'hold',
    id,
    walletId,
    credits: 50_000n,
    moduleId: 'mod_0benchmark0000000000001',
    publisherId: 'org_0publisher0000000000001',
    developerBps: 8000,
    limits: [],
    keyId: 'key_0benchmark0000000000001',
    expiresAt: new Date(Date.now() + holdMillis).toISOString(),
    note: { kind: 'hold', route: 'http' },
  };
}

/** A capture of a part of a hold. */
export function makeCapture(holdId: string, id: string): Operation {
  const note = { kind: 'usage', priceVersionId: 'prv_0benchmark0000000000001', quantity: 1 };
  return { type: 'capture', id, holdId, credits: 30_000n, note };
}

/** Submits operations that must all be accepted. */
export async function acceptAll(
  ledger: LedgerStore,
  operations: readonly Operation[],
): Promise<void> {
  for (const result of await ledger.submit(operations)) {
    if (!result.ok) {
      throw new Error(`an operation of the benchmark was refused: ${result.refusal.code}`);
    }
  }
}

/**
 * Lets callers hold and capture in a closed loop: each submits one operation and waits for its durable
 * answer before the next one, and takes another wallet each time.
 */
export async function measure(ledger: LedgerStore, load: Load): Promise<Measured> {
  const { callers, wallets, newId } = load;
  const operations: number[] = [];
  const lifecycles: number[] = [];
  const cpu = process.cpuUsage();
  const start = performance.now();
  const end = start + load.seconds * 1000;
  const timed = async (operation: Operation) => {
    const submitted = performance.now();
    await acceptAll(ledger, [operation]);
    operations.push(performance.now() - submitted);
  };
  const call = async (caller: number) => {
    for (let turn = caller; performance.now() < end; turn += callers) {
      const begun = performance.now();
      const holdId = newId('hold');
      await timed(makeHold(wallets[turn % wallets.length] ?? '', holdId));
      await timed(makeCapture(holdId, newId('use')));
      lifecycles.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: callers }, (_, caller) => call(caller)));
  const seconds = (performance.now() - start) / 1000;
  const used = process.cpuUsage(cpu);
  const sortedOperations = Float64Array.from(operations).sort();
  const sortedLifecycles = Float64Array.from(lifecycles).sort();
  return {
    lifecyclesPerSecond: lifecycles.length / seconds,
    cpuMicrosPerLifecycle: (used.user + used.system) / lifecycles.length,
    operationP50: percentile(sortedOperations, 0.5),
    operationP99: percentile(sortedOperations, 0.99),
    lifecycleP50: percentile(sortedLifecycles, 0.5),
    lifecycleP99: percentile(sortedLifecycles, 0.99),
  };
}
