import type { Person } from '../../http/principal.js';
import { type DemoFile, readDemoFile, writeDemoFile } from './demo-file.js';
import { demoAccounts, type SeedDeps, seedDemo } from './seed.js';
import { type DemoUpstreams, startUpstreams } from './upstreams.js';

/** A key of the buyer's, made once and kept in the demo's file. */
interface DemoKeys {
  /** Makes a key of the caller's organisation with scope `gateway`; the secret is in the answer. */
  create(caller: Person, name: string): Promise<{ readonly secret: string }>;
  /** Whether a secret still opens something. */
  works(secret: string): Promise<boolean>;
}

/** The demo, whose modules already run, but whose data is not there yet. */
export interface DemoService {
  readonly upstreams: DemoUpstreams;
  /** Makes what is missing and answers what to print; a second start changes nothing. */
  seed(deps: SeedDeps & { readonly keys: DemoKeys; readonly publicUrl: string }): Promise<string[]>;
  close(): Promise<void>;
}

/**
 * Starts the demo's modules. It is for machines on which nothing is real: `production` throws.
 * `file` is beside the database and holds the demo's secrets, mode 0600.
 */
export async function startDemo(options: {
  readonly file: string;
  readonly production: boolean;
  readonly randomBytes: (count: number) => Uint8Array;
}): Promise<DemoService> {
  if (options.production) {
    throw new Error('demo data is never made in production');
  }
  const kept = readDemoFile(options.file, options.randomBytes);
  const upstreams = await startUpstreams(kept.port);
  let file: DemoFile = { ...kept, port: upstreams.port };

  function keep(changed: DemoFile): void {
    if (JSON.stringify(changed) !== JSON.stringify(kept)) {
      writeDemoFile(options.file, changed);
    }
    file = changed;
  }

  async function keyOf(keys: DemoKeys, buyer: Person): Promise<string> {
    if (file.apiKey !== null && (await keys.works(file.apiKey))) {
      return file.apiKey;
    }
    return (await keys.create(buyer, 'Demo key')).secret;
  }

  return {
    upstreams,
    async seed(deps) {
      const { buyer } = await seedDemo(deps, { password: file.password, upstreams });
      const apiKey = await keyOf(deps.keys, buyer);
      keep({ ...file, apiKey });
      return greeting({ ...file, apiKey }, deps.publicUrl);
    },
    close: () => upstreams.close(),
  };
}

const question = {
  jsonrpc: '2.0',
  id: 1,
  method: 'message/send',
  params: {
    message: { role: 'user', parts: [{ kind: 'text', text: 'How many words are these?' }] },
  },
};

function greeting(file: DemoFile & { readonly apiKey: string }, publicUrl: string): string[] {
  const emails = Object.values(demoAccounts).map(({ email }) => email);
  return [
    `Demo logins: ${emails.join(', ')}; all with the password ${file.password}`,
    'Spend a credit:',
    `curl -s ${publicUrl}/gateway/a2a/word-count -H 'X-API-Key: ${file.apiKey}' -H 'Content-Type: application/json' -d '${JSON.stringify(question)}'`,
  ];
}
