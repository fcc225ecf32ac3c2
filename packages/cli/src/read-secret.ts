import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { Surroundings } from './context.js';
import { UsageError } from './failure.js';

const secretMax = 4096;

/**
 * Reads a secret from standard input: asked for without showing it at a terminal, otherwise the
 * first line that is piped in. Never an argument, because those are seen by everybody on a machine.
 */
export async function readSecret(surroundings: Surroundings, question: string): Promise<string> {
  const { stdin, stderr, signal } = surroundings;
  const isTerminal = stdin.isTTY === true;
  const hidden = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: hidden, terminal: isTerminal });
  if (isTerminal) {
    stderr.write(question);
  }
  const secret = await new Promise<string>((resolve) => {
    lines.once('line', resolve);
    lines.once('close', () => resolve(''));
    lines.once('SIGINT', () => resolve(''));
    signal.addEventListener('abort', () => resolve(''), { once: true });
  });
  lines.close();
  stdin.destroy();
  if (isTerminal) {
    stderr.write('\n');
  }
  const trimmed = secret.trim();
  if (trimmed === '' || trimmed.length > secretMax) {
    throw new UsageError('Nothing was read. Type or pipe the key, or with --email the password.');
  }
  return trimmed;
}
