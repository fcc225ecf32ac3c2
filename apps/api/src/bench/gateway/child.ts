import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ProcessUse } from './parent-link.js';

interface Message {
  readonly asked: string;
  readonly reply?: unknown;
  readonly problem?: string;
}

/** A process of the benchmark: the upstream, the bare proxy or the gateway. */
export interface Child<Ready> {
  readonly ready: Ready;
  use(): Promise<ProcessUse>;
  /** Asks it something that it answers by this name. */
  ask(name: string): Promise<unknown>;
  stop(): Promise<void>;
}

/** From sources the children are TypeScript, which their Node has to be told. */
const sources = import.meta.url.endsWith('.ts');
const flags = sources ? ['--conditions=@telex-credits/source', '--import', 'tsx'] : [];

function answerTo(child: ChildProcess, name: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const gone = (code: number | null) => reject(new Error(`a child ended with ${code}`));
    const heard = (message: Message) => {
      if (message.asked === name) {
        child.off('message', heard);
        child.off('exit', gone);
        const { problem } = message;
        return problem === undefined ? resolve(message.reply) : reject(new Error(problem));
      }
    };
    child.on('message', heard);
    child.once('exit', gone);
  });
}

/**
 * Starts a file of this folder as a process of its own, so that its processor time and memory are
 * its own. Throws when it ends before it is ready.
 */
export async function startChild<Ready>(
  name: 'bare-proxy' | 'gateway-server' | 'upstream',
  args: readonly string[] = [],
): Promise<Child<Ready>> {
  const file = fileURLToPath(new URL(`${name}.${sources ? 'ts' : 'js'}`, import.meta.url));
  const child = fork(file, args, {
    execArgv: flags,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ask = (what: string) => {
    const answer = answerTo(child, what);
    child.send(what);
    return answer;
  };
  const ready = (await answerTo(child, 'ready')) as Ready;
  return {
    ready,
    ask,
    use: async () => (await ask('use')) as ProcessUse,
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.disconnect();
      }),
  };
}
