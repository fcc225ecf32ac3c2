import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { UsageError } from './failure.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the server is, and who calls: a key for programs, a token for what only people may do. */
export interface Login {
  readonly url: string;
  readonly key: string | null;
  readonly token: string | null;
}

/** The file that logins are kept in: `XDG_CONFIG_HOME`, on Windows `APPDATA`, else `~/.config`. */
export function loginFile(environment: Environment): string {
  const { XDG_CONFIG_HOME, APPDATA } = environment;
  const folder = XDG_CONFIG_HOME || APPDATA || join(homedir(), '.config');
  return join(folder, 'telex-credits', 'login.json');
}

/** Who is logged in, `TELEX_CREDITS_URL` and `TELEX_CREDITS_KEY` before the file. */
export async function readLogin(environment: Environment): Promise<Login | null> {
  const { TELEX_CREDITS_URL: url, TELEX_CREDITS_KEY: key } = environment;
  const kept = await readKept(loginFile(environment));
  if (url || key) {
    return loginFrom({ url: url || kept?.url, key: key || null, token: null });
  }
  return kept;
}

/** Keeps a login so that nobody else on this machine can read it. */
export async function keepLogin(environment: Environment, login: Login): Promise<string> {
  const file = loginFile(environment);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  // Written aside first: a login is replaced whole, and never readable by others in between.
  const aside = `${file}.${process.pid}`;
  await writeFile(aside, `${JSON.stringify(login)}\n`, { mode: 0o600 });
  await chmod(aside, 0o600);
  await rename(aside, file);
  return file;
}

async function readKept(file: string): Promise<Login | null> {
  try {
    return loginFrom(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return null;
    }
    throw new UsageError(`${file} cannot be read. Run "telex-credits login" to write it again.`);
  }
}

function loginFrom(parts: {
  readonly url?: unknown;
  readonly key?: unknown;
  readonly token?: unknown;
}): Login {
  if (typeof parts.url !== 'string') {
    throw new UsageError(
      'No server is known. Set TELEX_CREDITS_URL, or run "telex-credits login".',
    );
  }
  const text = (value: unknown) => (typeof value === 'string' ? value : null);
  return { url: parts.url, key: text(parts.key), token: text(parts.token) };
}
