import type { ApiKey, Scope } from '@telex-credits/sdk';
import type { Command } from 'commander';
import { capOf } from '../cap-of.js';
import { contextOf, type Surroundings } from '../context.js';
import { table } from '../print.js';
import { take } from '../take.js';

const head = ['ID', 'NAME', 'KEY', 'SCOPES', 'CAP', 'STATE'];

function rowOf(key: ApiKey): string[] {
  const cap = key.cap === null ? '-' : `${key.cap.credits} a ${key.cap.period}`;
  const state = key.revokedAt === null ? 'active' : 'revoked';
  return [key.id, key.name, key.hint, key.scopes.join(','), cap, state];
}

interface CreateOptions {
  readonly scopes: string;
  readonly cap?: string;
}

/** `keys list`, `keys create` and `keys revoke`: only for people, see `login --email`. */
export function addKeys(program: Command, surroundings: Surroundings): void {
  const keys = program.command('keys').description('API keys; needs login --email');
  keys
    .command('list')
    .description('keys, newest first')
    .option('--limit <number>', 'so many lines at most', '50')
    .action(async ({ limit }: { limit: string }, command: Command) => {
      const { print, client, signal } = contextOf(surroundings, command);
      const all = await take((await client()).keys.list({}, { signal }), limit);
      print.result(all, () => table(head, all.map(rowOf), 'No keys.'));
    });
  keys
    .command('create <name>')
    .description('make a key and print it: it is shown once')
    .option('--scopes <list>', 'what it may do', 'gateway')
    .option('--cap <cap>', 'what it may spend, such as 100/month, 5/day or 20/total')
    .action(async (name: string, options: CreateOptions, command: Command) => {
      const { print, client, signal } = contextOf(surroundings, command);
      // The server checks what was typed, and says what it takes.
      const scopes = options.scopes.split(',') as Scope[];
      const cap = options.cap === undefined ? null : capOf(options.cap);
      const made = await (await client()).keys.create({ name, scopes, cap }, { signal });
      print.result(made, () => made.secret);
      if (!print.isJson) {
        print.note(`${made.id}. Keep the key now: it is not shown again.`);
      }
    });
  keys
    .command('revoke <id>')
    .description('end a key at once')
    .action(async (id: string, _options: object, command: Command) => {
      const { print, client, signal } = contextOf(surroundings, command);
      const revoked = await (await client()).keys.revoke(id, { signal });
      print.result(revoked, () => `${revoked.id} is revoked.`);
    });
}
