import { Command } from 'commander';
import { addAuthorisations } from './commands/authorisations.js';
import { addKeys } from './commands/keys.js';
import { addLogin } from './commands/login.js';
import { addModules } from './commands/modules.js';
import { addCall, addTail, addUsage } from './commands/spending.js';
import { addBalance, addBuy } from './commands/wallet.js';
import type { Surroundings } from './context.js';
import { endingOf } from './failure.js';

/** Runs one command line; answers the exit code: 0 done, 1 refused or failed, 2 used wrongly. */
export async function run(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const program = new Command('telex-credits')
    .description('Credits, keys, modules and usage of Telex Credits')
    .option('--json', 'JSON instead of tables, for scripts')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => surroundings.stdout.write(text),
      writeErr: (text) => surroundings.stderr.write(text),
    });
  const buying = [addBalance, addBuy, addCall, addUsage, addTail];
  for (const add of [addLogin, ...buying, addKeys, addAuthorisations, addModules]) {
    add(program, surroundings);
  }
  try {
    await program.parseAsync([...args], { from: 'user' });
    return 0;
  } catch (error) {
    const { exitCode, line } = endingOf(error);
    if (line !== null) {
      surroundings.stderr.write(`telex-credits: ${line}\n`);
    }
    return exitCode;
  }
}
