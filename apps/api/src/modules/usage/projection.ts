import type { Entry } from '@telex-credits/ledger';
import { parseCredits, printCredits } from '@telex-credits/money';
import type { Collection } from '@telex-credits/store';
import { foldInto, insertedOnce } from '../../projector/fold.js';
import { quarterOf } from '../../projector/quarters.js';
import type { ModuleBucket, UsageBucket, UsageDoc } from './schemas.js';
import { usageOf } from './usage-fact.js';

/** The documents that calls are projected into. */
export interface UsageCollections {
  readonly usage: Collection<UsageDoc>;
  readonly buckets: Collection<UsageBucket>;
  readonly moduleBuckets: Collection<ModuleBucket>;
}

/** Puts the calls that entries ended into the collections; repeating it changes nothing. */
export async function projectUsage(
  collections: UsageCollections,
  entries: readonly Entry[],
): Promise<void> {
  const calls = entries.map(usageOf).filter((call) => call !== undefined);
  // Side by side, so that they share transactions; each by itself may be repeated.
  await Promise.all([
    ...calls.map((call) => insertedOnce(collections.usage, call)),
    foldInto(
      collections.buckets,
      calls.map((call) => ({ ...call, into: bucketId(call) })),
      { empty: emptyBucket, add: addToBucket },
    ),
    foldInto(
      collections.moduleBuckets,
      calls.map((call) => ({ ...call, into: `${call.moduleId}|${quarterOf(call.at)}` })),
      { empty: emptyModuleBucket, add: addToModuleBucket },
    ),
  ]);
}

type CallFact = UsageDoc & { readonly into: string };

function bucketId(call: UsageDoc): string {
  return [call.organisationId, call.moduleId, call.keyId ?? '', quarterOf(call.at)].join('|');
}

function emptyBucket(call: CallFact): UsageBucket {
  const { organisationId, moduleId, moduleName, keyId } = call;
  const nothing = { calls: 0, credits: '0', lastSeq: 0 };
  const start = quarterOf(call.at);
  return { id: call.into, organisationId, moduleId, moduleName, keyId, start, ...nothing };
}

function addToBucket(bucket: UsageBucket, call: CallFact): UsageBucket {
  return { ...bucket, moduleName: call.moduleName, ...added(bucket, call) };
}

function emptyModuleBucket(call: CallFact): ModuleBucket {
  const { moduleId, moduleName, publisherId } = call;
  const nothing = { calls: 0, credits: '0', collected: '0', developer: '0', lastSeq: 0 };
  return {
    id: call.into,
    moduleId,
    moduleName,
    publisherId,
    start: quarterOf(call.at),
    ...nothing,
  };
}

function addToModuleBucket(bucket: ModuleBucket, call: CallFact): ModuleBucket {
  return {
    ...bucket,
    ...{ moduleName: call.moduleName, publisherId: call.publisherId },
    ...added(bucket, call),
    collected: (BigInt(bucket.collected) + BigInt(call.collected)).toString(),
    developer: (BigInt(bucket.developer) + BigInt(call.developer)).toString(),
  };
}

function added(bucket: { readonly calls: number; readonly credits: string }, call: CallFact) {
  return {
    calls: bucket.calls + 1,
    credits: printCredits(parseCredits(bucket.credits) + parseCredits(call.credits)),
  };
}
