import type { Module, Price } from '@telex-credits/sdk';
import type { Command } from 'commander';
import { contextOf, type Surroundings } from '../context.js';
import { table } from '../print.js';
import { take } from '../take.js';

const head = ['ID', 'SLUG', 'NAME', 'KIND', 'STATUS', 'PRICE'];

function rowOf(module: Module): string[] {
  const price = module.prices[0]?.price;
  return [module.id, module.slug, module.name, module.kind, module.status, textOf(price)];
}

function textOf(price: Price | undefined): string {
  switch (price?.model) {
    case 'per_call':
      return `${price.credits} a call`;
    case 'per_unit':
      return `by the ${price.unit}, at most ${price.maximum}`;
    default:
      return price?.model ?? '-';
  }
}

/** `modules list` and `modules publish`: the publisher's side. */
export function addModules(program: Command, surroundings: Surroundings): void {
  const modules = program.command('modules').description("the organisation's own modules");
  modules
    .command('list')
    .description('modules of the organisation')
    .option('--limit <number>', 'so many lines at most', '50')
    .action(async ({ limit }: { limit: string }, command: Command) => {
      const { print, client, signal } = contextOf(surroundings, command);
      const all = await take((await client()).modules.list({}, { signal }), limit);
      print.result(all, () => table(head, all.map(rowOf), 'No modules.'));
    });
  modules
    .command('publish <id>')
    .description('put a module on the marketplace')
    .action(async (id: string, _options: object, command: Command) => {
      const { print, client, signal } = contextOf(surroundings, command);
      const published = await (await client()).modules.publish(id, { signal });
      print.result(published, () => `${published.slug} is ${published.status}.`);
    });
}
