import { createClient } from '@telex-credits/sdk';
import type { Command } from 'commander';
import { contextOf, type Surroundings } from '../context.js';
import { UsageError } from '../failure.js';
import { keepLogin, type Login, loginFile, readLogin } from '../login-file.js';
import { readSecret } from '../read-secret.js';

/** `login`: keeps the address and a key, or with `--email` a person's token. */
export function addLogin(program: Command, surroundings: Surroundings): void {
  program
    .command('login')
    .description(
      'keep the address of a server and a key, which is read from standard input; with --email a password is read, and a session kept',
    )
    .option('--url <address>', 'the server; the one of the last login unless told')
    .option('--email <address>', 'sign in as a person')
    .action(async (options: { url?: string; email?: string }, command: Command) => {
      const { print } = contextOf(surroundings, command);
      const kept = await readLogin({ ...surroundings.environment, TELEX_CREDITS_KEY: '' }).catch(
        () => null,
      );
      const url = options.url ?? kept?.url;
      if (url === undefined) {
        throw new UsageError('Say which server: telex-credits login --url ADDRESS');
      }
      const old = kept?.url === url ? kept : { key: null, token: null };
      const what = options.email === undefined ? 'API key: ' : 'Password: ';
      const secret = await readSecret(surroundings, what);
      const login: Login =
        options.email === undefined
          ? { ...old, url, key: secret }
          : { ...old, url, token: await signIn(url, { email: options.email, password: secret }) };
      await check(url, options.email === undefined ? login.key : login.token);
      await keepLogin(surroundings.environment, login);
      const file = loginFile(surroundings.environment);
      print.result({ url, file }, () => `Logged in to ${url}; kept in ${file}`);
    });
}

/** A key may lack the scope that is asked for here; only one that is unknown is refused. */
async function check(url: string, credential: string | null): Promise<void> {
  const client = createClient({ baseUrl: url, token: credential ?? undefined });
  await client.wallet.get().catch((error: unknown) => {
    if (!(error instanceof Error && 'status' in error && error.status === 403)) {
      throw error;
    }
  });
}

async function signIn(
  url: string,
  login: { readonly email: string; readonly password: string },
): Promise<string> {
  // Checks the address before a password goes there.
  createClient({ baseUrl: url });
  const reply = await fetch(`${url.replace(/\/+$/, '')}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(login),
    redirect: 'error',
    signal: AbortSignal.timeout(30_000),
  }).catch(() => {
    throw new Error(`${url} could not be reached. Check the address and the network.`);
  });
  const token = reply.headers.get('set-auth-token');
  if (!reply.ok || token === null) {
    throw new Error(
      `Signing in was refused (${reply.status}). Check the address and the password.`,
    );
  }
  return token;
}
