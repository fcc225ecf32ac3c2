import { type Client, createClient } from '@telex-credits/sdk';
import type { Command } from 'commander';
import { UsageError } from './failure.js';
import { readLogin } from './login-file.js';
import { createPrinter, type Printer } from './print.js';

/** What the program is run with. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  /** Aborts when the person presses Ctrl-C. */
  readonly signal: AbortSignal;
}

/** What a command works with. */
export interface Context {
  readonly print: Printer;
  readonly signal: AbortSignal;
  /** For what people manage: the token, or else the key. */
  readonly client: () => Promise<Client>;
  /** For calls through the gateway: the key, or else the token. */
  readonly caller: () => Promise<Client>;
}

/** The context of a command that is about to run. */
export function contextOf(surroundings: Surroundings, command: Command): Context {
  const { environment, signal } = surroundings;
  const isJson = command.optsWithGlobals().json === true;

  async function clientOf(first: 'key' | 'token'): Promise<Client> {
    const login = await readLogin(environment);
    if (login === null) {
      throw new UsageError('You are not logged in. Run "telex-credits login --url ADDRESS" first.');
    }
    const { url: baseUrl, key, token } = login;
    const credential = first === 'key' ? (key ?? token) : (token ?? key);
    return createClient({ baseUrl, token: credential ?? undefined });
  }

  return {
    print: createPrinter(surroundings, isJson),
    signal,
    client: () => clientOf('token'),
    caller: () => clientOf('key'),
  };
}
