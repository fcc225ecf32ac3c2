import { type Application, compose } from './composition.js';
import { ConfigError, readConfig } from './config.js';

/** By name, so that the engine that is not used need not be loaded. */
const plainNames = new Set([
  ConfigError.name,
  'LedgerLocked',
  'LedgerDamaged',
  'NoTransactions',
  'MongoServerSelectionError',
  'MongooseServerSelectionError',
]);

/** Errors that are told in one line: nobody needs their stack. */
function isPlain(error: unknown): error is Error {
  const isBusyPort = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  return isBusyPort || (error instanceof Error && plainNames.has(error.name));
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function serve(): Promise<void> {
  const config = readConfig(process.env);
  const application = await compose(config);
  stopOnSignals(application);
  const { greeting, url } = await application.start();
  say(`Telex Credits is at ${url} (API reference: ${url}/docs)`);
  for (const line of greeting) {
    say(line);
  }
}

/** The first signal drains and exits with 0; a second one does not wait. */
function stopOnSignals(application: Application): void {
  let stopping = false;
  const stop = () => {
    if (stopping) {
      process.exit(1);
    }
    stopping = true;
    application.stop().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

function fail(error: unknown): never {
  const text = isPlain(error)
    ? error.message
    : error instanceof Error
      ? error.stack
      : String(error);
  process.stderr.write(`${text}\n`);
  process.exit(1);
}

serve().catch(fail);
