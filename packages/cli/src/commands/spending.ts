import type { Command } from 'commander';
import { contextOf, type Surroundings } from '../context.js';
import { UsageError } from '../failure.js';
import { table } from '../print.js';
import { take } from '../take.js';

/** `call`: sends one message to an agent. */
export function addCall(program: Command, surroundings: Surroundings): void {
  program
    .command('call <slug> <text>')
    .description('send a message to a published agent and print its answer; needs a key')
    .action(async (slug: string, text: string, _options: object, command: Command) => {
      const { print, caller, signal } = contextOf(surroundings, command);
      const answer = await (await caller()).agents.send(slug, text, { signal });
      print.result(answer, () => answer.text);
      if (!print.isJson && answer.charged !== null) {
        print.note(`${answer.charged} credits, ${answer.balance} left (${answer.usageId})`);
      }
    });
}

interface UsageOptions {
  readonly by?: string;
  readonly from?: string;
  readonly to?: string;
  readonly limit: string;
}

type Grouping = 'module' | 'key' | 'day';
const groupings: readonly string[] = ['module', 'key', 'day'];

/** `usage`: calls, or their sums. */
export function addUsage(program: Command, surroundings: Surroundings): void {
  program
    .command('usage')
    .description('calls, newest first, or their sums')
    .option('--by <what>', 'sums by a comma list of module, key, day')
    .option('--from <time>', 'from this time on, such as 2026-11-01T00:00:00Z')
    .option('--to <time>', 'up to this time')
    .option('--limit <number>', 'so many lines at most', '50')
    .action(async ({ by, from, to, limit }: UsageOptions, command: Command) => {
      const { print, client, signal } = contextOf(surroundings, command);
      const { usage } = await client();
      if (by === undefined) {
        const calls = await take(usage.list({ from, to }, { signal }), limit);
        const rows = calls.map((call) => [
          call.at,
          call.moduleName,
          call.outcome,
          call.credits,
          call.id,
        ]);
        const head = ['AT', 'MODULE', 'OUTCOME', 'CREDITS', 'RECEIPT'];
        print.result(calls, () => table(head, rows, 'No calls.'));
        return;
      }
      const groupBy = groupingOf(by);
      const groups = await take(usage.sums({ from, to, groupBy }, { signal }), limit);
      const rows = groups.map((group) => [
        ...groupBy
          .map((one) =>
            one === 'module' ? group.moduleName : one === 'key' ? group.keyId : group.day,
          )
          .map((cell) => cell ?? null),
        `${group.calls}`,
        group.credits,
      ]);
      const head = [...groupBy.map((one) => one.toUpperCase()), 'CALLS', 'CREDITS'];
      print.result(groups, () => table(head, rows, 'No calls.'));
    });
}

function groupingOf(by: string): Grouping[] {
  const parts = by.split(',');
  if (!parts.every((part): part is Grouping => groupings.includes(part))) {
    throw new UsageError('--by takes a comma list of module, key, day.');
  }
  return parts;
}

/** `tail`: events as they happen. */
export function addTail(program: Command, surroundings: Surroundings): void {
  program
    .command('tail')
    .description('events of the organisation as they happen, until Ctrl-C')
    .option('--after <id>', 'begin behind this event')
    .action(async ({ after }: { after?: string }, command: Command) => {
      const { print, client, signal } = contextOf(surroundings, command);
      for await (const event of (await client()).events({ signal, lastEventId: after })) {
        print.result(event, () => {
          const facts = Object.entries(event.data).map(([name, value]) => `${name}=${value}`);
          return `${event.at}  ${event.type}  ${facts.join(' ')}`;
        });
      }
    });
}
