import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CallableModule, SpendingIdentity } from '../../foundation/ports.js';
import { addressOf } from './address-of.js';
import { createBuckets } from './buckets.js';
import { createFairPlaces, type FairPlaces, type Leave } from './fair-places.js';
import { FairRate } from './fair-rate.js';
import type { Rate, RateState, Rates } from './rate.js';
import { tooMany } from './too-many.js';

/** Who asks for what. */
interface Asking {
  readonly identity: SpendingIdentity;
  readonly module: CallableModule;
}

function forgetIdle<T>(kept: Map<string, T>, isIdle: (one: T) => boolean): void {
  const oldest = kept.entries().next();
  if (oldest.done !== true && isIdle(oldest.value[1])) {
    kept.delete(oldest.value[0]);
  }
}

const same = (a: Rate, b: Rate) => a.requests === b.requests && a.seconds === b.seconds;

/** The rates of modules, one each while it is called. */
function createModuleRates(usual: Rate, now: () => number) {
  const kept = new Map<string, { readonly rate: Rate; readonly shared: FairRate }>();
  return ({ identity, module }: Asking): RateState => {
    const rate = module.rateLimit ?? usual;
    const before = kept.get(module.id);
    const one =
      before !== undefined && same(before.rate, rate)
        ? before
        : { rate, shared: new FairRate(rate, now) };
    kept.delete(module.id);
    kept.set(module.id, one);
    forgetIdle(kept, ({ shared }) => shared.isIdle());
    return one.shared.ask(identity.organisationId);
  };
}

/** The places of modules, and those of all together. */
function createAllPlaces({ places, waiting }: Rates) {
  const options = { waitMillis: waiting.millis, waitingMost: waiting.perOrganisation };
  const all = createFairPlaces({ ...options, places: places.total });
  const kept = new Map<string, FairPlaces>();

  return async (asking: Asking, gone: AbortSignal): Promise<Leave> => {
    const { identity, module } = asking;
    const own = kept.get(module.id) ?? createFairPlaces({ ...options, places: places.perModule });
    kept.set(module.id, own);
    const leaveOwn = await own.enter(identity.organisationId, gone);
    const leaveAll = leaveOwn === null ? null : await all.enter(identity.organisationId, gone);
    const leave = () => {
      leaveAll?.();
      leaveOwn?.();
      if (own.callers() === 0) {
        kept.delete(module.id);
      }
    };
    if (leaveAll === null) {
      leave();
      throw tooMany('running', 1);
    }
    return leave;
  };
}

function say(res: ServerResponse, states: readonly (readonly [string, RateState])[]): void {
  const policies = states.map(
    ([name, { rate }]) => `"${name}";q=${rate.requests};w=${rate.seconds}`,
  );
  const left = states.map(([name, { remaining, waitSeconds }]) => {
    const wait = waitSeconds > 0 ? `;t=${Math.max(1, Math.ceil(waitSeconds))}` : '';
    return `"${name}";r=${remaining}${wait}`;
  });
  res.setHeader('RateLimit-Policy', policies.join(', '));
  res.setHeader('RateLimit', left.join(', '));
}

/**
 * Who may call how often, and how many at once. Everything is counted in this process: it costs no
 * look-up, and each process of several has rates of its own.
 */
export function createAdmission(rates: Rates, now: () => number) {
  const keys = createBuckets(now);
  const guesses = createBuckets(now);
  const leavers = createBuckets(now);
  const askModule = createModuleRates(rates.module, now);
  const enter = createAllPlaces(rates);

  return {
    /** Throws 429 for an address that has guessed too often; nothing was looked up for it yet. */
    refuseGuesser(req: IncomingMessage, isKnown: () => boolean): void {
      if (guesses.size() === 0) {
        return;
      }
      const state = guesses.peek(addressOf(req), rates.guesses);
      // Behind a proxy all callers have one address: keys that were seen to be good go on.
      if (!state.allowed && !isKnown()) {
        throw tooMany('address', state.waitSeconds);
      }
    },
    /** Counts a secret that opened nothing. */
    guessed(req: IncomingMessage): void {
      guesses.take(addressOf(req), rates.guesses);
    },
    /** Counts a call; sets the `RateLimit` headers; throws 429 for one too many. */
    admit(res: ServerResponse, asking: Asking): void {
      const { identity } = asking;
      const abandoned = leavers.peek(identity.id, rates.leavers);
      if (!abandoned.allowed) {
        throw tooMany('abandoned', abandoned.waitSeconds);
      }
      const ofKey = keys.take(identity.id, identity.rateLimit ?? rates.key);
      if (!ofKey.allowed) {
        say(res, [['key', ofKey]]);
        throw tooMany('key', ofKey.waitSeconds);
      }
      const ofModule = askModule(asking);
      say(res, [
        ['key', ofKey],
        ['module', ofModule],
      ]);
      if (!ofModule.allowed) {
        throw tooMany('module', ofModule.waitSeconds);
      }
    },
    /** A place to run in; throws 429 where none becomes free soon. */
    async enter(res: ServerResponse, asking: Asking): Promise<Leave> {
      const gone = new AbortController();
      const leave = () => gone.abort();
      res.once('close', leave);
      try {
        return await enter(asking, gone.signal);
      } finally {
        res.off('close', leave);
      }
    },
    /** Counts a stream per token that its caller left before it cost anything: the platform paid. */
    abandoned(identityId: string): void {
      leavers.take(identityId, rates.leavers);
    },
    /** How much is remembered, for tests of what is not. */
    remembered: () => keys.size() + guesses.size() + leavers.size(),
  };
}

export type Admission = ReturnType<typeof createAdmission>;
