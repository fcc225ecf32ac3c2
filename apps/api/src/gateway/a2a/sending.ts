import type { CallableModule, SpendingIdentity } from '../../foundation/ports.js';
import type { IncomingCall, OpenCall } from '../metering/route.js';
import { settleMarginMillis } from '../metering/spending-call.js';
import type { OpenCallRecord } from '../records/open-calls.js';
import type { A2aRequest } from './envelope.js';

/** A `message/send` whose credits are held. */
export interface Sending {
  readonly call: IncomingCall;
  readonly request: A2aRequest;
  readonly identity: SpendingIdentity;
  readonly module: CallableModule;
  readonly open: OpenCall;
  /** What the agent had put out before this turn. */
  readonly outputsBefore: number;
  /** How often units of the task had been counted before this turn. */
  readonly unitsBefore: number;
}

/** Longest life of a hold. */
const longestMillis = 24 * 3_600_000;

/** The record of a call whose end may come after its reply; not stored yet. */
export function recordOf(sending: Sending, now: Date): OpenCallRecord {
  const { open, module, request, outputsBefore, unitsBefore } = sending;
  const { facts } = open;
  // The hold was made a moment ago: taken as a little shorter than it is.
  const holdMillis = module.timeLimitSeconds * 1000 + settleMarginMillis / 2;
  return {
    facts,
    id: facts.usageId,
    moduleId: facts.moduleId,
    upstreamUrl: module.upstreamUrl,
    protocol: request.protocol,
    taskKey: null,
    taskId: null,
    status: 'open',
    lateAttempt: 0,
    outputsBefore,
    unitsBefore,
    holdEndsAt: new Date(now.getTime() + holdMillis).toISOString(),
    deadline: new Date(Date.parse(facts.startedAt) + longestMillis).toISOString(),
    nextPollAt: null,
    polls: 0,
    settled: null,
  };
}
