import type { SpendingAuthorisation } from '@telex-credits/sdk';
import type { Command } from 'commander';
import { capOf } from '../cap-of.js';
import { contextOf, type Surroundings } from '../context.js';
import { table } from '../print.js';
import { take } from '../take.js';

const head = ['ID', 'MODULE', 'CUSTOMER', 'USED', 'UNTIL', 'STATE', 'NOTE'];

function rowOf(one: SpendingAuthorisation): (string | null)[] {
  const used = `${one.cap.used} of ${one.cap.credits} a ${one.cap.period}`;
  const until = one.expiresAt.slice(0, 10);
  return [one.id, one.moduleName, one.customerName, used, until, one.state, one.note];
}

interface CreateOptions {
  readonly cap: string;
  readonly until: string;
  readonly perCharge?: string;
  readonly note?: string;
}

/** `authorisations list`, `create` and `end`: what publishers may charge. */
export function addAuthorisations(program: Command, surroundings: Surroundings): void {
  const authorisations = program
    .command('authorisations')
    .description('what publishers may charge; needs login --email');
  authorisations
    .command('list')
    .description('what the organisation has given, newest first')
    .option('--module <slug>', 'what customers have given for a module of the organisation')
    .option('--limit <number>', 'so many lines at most', '50')
    .action(async (options: { module?: string; limit: string }, command: Command) => {
      const { print, client: open, signal } = contextOf(surroundings, command);
      const client = await open();
      const { module: slug } = options;
      const list =
        slug === undefined
          ? client.authorisations.list({}, { signal })
          : client.authorisations.ofModule(
              (await client.marketplace.get(slug, { signal })).id,
              {},
              { signal },
            );
      const all = await take(list, options.limit);
      print.result(all, () => table(head, all.map(rowOf), 'No authorisations.'));
    });
  authorisations
    .command('create <slug>')
    .description('let the publisher of a module charge, and print the id to tell them')
    .requiredOption('--cap <cap>', 'what they may charge, such as 100/month, 5/day or 20/total')
    .requiredOption('--until <date>', 'when it expires, such as 2027-01-31, at most a year ahead')
    .option('--per-charge <credits>', 'the most for one charge')
    .option('--note <text>', 'for the publisher to read, such as your account there')
    .action(async (slug: string, options: CreateOptions, command: Command) => {
      const { print, client: open, signal } = contextOf(surroundings, command);
      const cap = capOf(options.cap);
      const client = await open();
      const { id: moduleId } = await client.marketplace.get(slug, { signal });
      const { until, perCharge, note } = options;
      const expiresAt = /^\d{4}-\d\d-\d\d$/.test(until) ? `${until}T00:00:00Z` : until;
      const terms = { moduleId, cap, expiresAt, perCharge, note };
      const made = await client.authorisations.create(terms, { signal });
      print.result(made, () => made.id);
    });
  authorisations
    .command('end <id>')
    .description('end an authorisation at once')
    .action(async (id: string, _options: object, command: Command) => {
      const { print, client, signal } = contextOf(surroundings, command);
      const ended = await (await client()).authorisations.end(id, { signal });
      print.result(ended, () => `${ended.id} is ended.`);
    });
}
