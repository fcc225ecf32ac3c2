import { isDeepStrictEqual } from 'node:util';
import { readFacts } from '../contract/read-facts.js';
import { checkInvariants } from '../invariants.js';
import { Broken } from './broken.js';
import type { Subject } from './subject.js';
import type { Witness } from './witness.js';

const byName = (lines: readonly string[]): string[] => [...lines].sort();

/** When everybody has had an answer: a last restart, and everything is read and checked. */
export async function checkEverything(subject: Subject, witness: Witness): Promise<void> {
  await subject.restart();
  await witness.restarted();
  const facts = await readFacts(subject.store);
  const { models } = witness;
  for (const entry of facts.entries.slice(models.lastSeq)) {
    models.enter(entry);
  }
  models.check(models.lastAt, new Set());
  const { state } = models;
  const same =
    isDeepStrictEqual(facts.wallets, [...state.wallets.values()]) &&
    isDeepStrictEqual(facts.lots, [...state.lots.values()]) &&
    isDeepStrictEqual(facts.holds, [...state.holds.values()]) &&
    isDeepStrictEqual(facts.payouts, [...state.payouts.values()]) &&
    isDeepStrictEqual(
      byName(facts.balances.map((one) => `${one.account} ${one.asset} ${one.balance}`)),
      byName(state.balances('').map((one) => `${one.account} ${one.asset} ${one.balance}`)),
    );
  if (!same) {
    throw new Broken('wallets, lots, holds, payouts or balances are not what the journal makes');
  }
  const verified = await subject.store.verify();
  const broken = [...verified.checks, ...checkInvariants(facts)].filter(({ ok }) => !ok);
  if (broken.length > 0 || verified.lastSeq !== facts.entries.length) {
    throw new Broken(broken.map(({ name, problems }) => `${name}: ${problems[0]}`).join('; '));
  }
}
