import { type Api, type ApiReply, createApi, insist } from './api.js';
import type { ModuleChoice } from './route.js';
import type { Upstream } from './upstream.js';

/** Who the suite is at the gateway. */
export type Login =
  | { readonly key: string }
  | { readonly email: string; readonly password: string };

/** What was set up at the gateway, and how to take down what need not stay. */
export interface SetUp {
  readonly key: string;
  /** Slugs of the modules by kind and choice. */
  readonly slugOf: (kind: 'http' | 'agent', choice: ModuleChoice) => string;
  /** Paths of connection URLs to the agents; empty where the login may not make any. */
  readonly connections: ReadonlyMap<ModuleChoice, string>;
  takeDown(): Promise<void>;
}

const choices: readonly ModuleChoice[] = ['usual', 'quick', 'errors'];
const secondsOf = { usual: 120, quick: 1, errors: 120 } as const;
const scopes = ['gateway', 'wallet:read', 'usage:read'];
const creditsPerCall = '0.01';

const slugOf = (kind: 'http' | 'agent', choice: ModuleChoice) => `conformance-${kind}-${choice}`;

/** The organisation's own modules by slug. */
async function ownModules(api: Api): Promise<Map<string, { id: string; status: string }>> {
  const found = new Map<string, { id: string; status: string }>();
  let cursor = '';
  do {
    const page = await insist('its modules', api.get(`/api/v1/modules?limit=200${cursor}`));
    for (const module of page.data) {
      found.set(module.slug, module);
    }
    cursor = page.nextCursor === null ? '' : `&cursor=${encodeURIComponent(page.nextCursor)}`;
  } while (cursor !== '');
  return found;
}

/** Where the modules' upstream is, and the upstream itself: it shows the proof that is asked for. */
export interface Behind {
  readonly origin: string;
  readonly upstream: Pick<Upstream, 'shown'>;
}

/** Asks; where the gateway wants a proof that the address is ours, shows it and asks again. */
async function proving({ upstream: { shown } }: Behind, ask: () => Promise<ApiReply>) {
  const reply = await ask();
  if (reply.status !== 409 || reply.body?.code !== 'ownership_not_proven') {
    return reply;
  }
  const { path, content } = reply.body;
  shown.set(path, `${shown.get(path) ?? ''}${content}\n`);
  return await ask();
}

/** Makes and publishes the six modules, or points those of an earlier run to this upstream. */
async function makeModules(api: Api, behind: Behind): Promise<Map<string, string>> {
  const own = await ownModules(api);
  const ids = new Map<string, string>();
  for (const kind of ['http', 'agent'] as const) {
    for (const choice of choices) {
      const slug = slugOf(kind, choice);
      const timeLimitSeconds = secondsOf[choice];
      const url = `${behind.origin}/${kind}`;
      const before = own.get(slug);
      const change = { upstreamUrl: url, timeLimitSeconds };
      const price = {
        ...{ model: 'per_call', credits: creditsPerCall, errorsBillable: choice === 'errors' },
      };
      const made = {
        ...{ ...change, slug, price, name: slug, kind: kind === 'http' ? 'http' : 'a2a' },
        description: 'Made by the conformance suite.',
      };
      const asked =
        before === undefined
          ? api.send('POST', '/api/v1/modules', made)
          : proving(behind, () => api.send('PATCH', `/api/v1/modules/${before.id}`, change));
      const { id, status } = await insist(`the module ${slug}`, asked);
      if (status !== 'published') {
        const publish = () => api.send('POST', `/api/v1/modules/${id}/publish`);
        await insist(`publishing ${slug}`, proving(behind, publish));
      }
      ids.set(slug, id);
    }
  }
  return ids;
}

async function sessionOf(url: string, login: { email: string; password: string }): Promise<Api> {
  const asked = createApi(url, {}).send('POST', '/api/auth/sign-in/email', login);
  const { status, headers } = await asked;
  const token = headers.get('set-auth-token');
  if (token === null) {
    throw new Error(`signing in as ${login.email} answered ${status}`);
  }
  return createApi(url, { authorization: `Bearer ${token}` });
}

/** A key of the suite's own, and connection URLs; only a person may make them. */
async function makeKeys(api: Api, modules: ReadonlyMap<string, string>) {
  const key = await insist(
    'an API key',
    api.send('POST', '/api/v1/api-keys', { name: 'conformance', scopes }),
  );
  const made = new Map<ModuleChoice, { id: string; path: string }>();
  for (const choice of choices) {
    const body = { moduleId: modules.get(slugOf('agent', choice)), name: 'conformance' };
    const { id, url } = await insist('a connection', api.send('POST', '/api/v1/connections', body));
    made.set(choice, { id, path: new URL(url).pathname });
  }
  return {
    key: String(key.secret),
    connections: new Map([...made].map(([choice, { path }]) => [choice, path] as const)),
    async takeDown() {
      await api.send('DELETE', `/api/v1/api-keys/${key.id}`);
      for (const { id } of made.values()) {
        await api.send('DELETE', `/api/v1/connections/${id}`);
      }
    },
  };
}

/**
 * Sets the suite's modules up through the gateway's own API. With a person's login it also makes its
 * key and connection URLs, and takes them down again; a key needs the scopes gateway, wallet:read,
 * usage:read and modules:write. The modules stay published: run it on a gateway for trials.
 */
export async function setUp(url: string, login: Login, behind: Behind): Promise<SetUp> {
  if ('key' in login) {
    const api = createApi(url, { authorization: `Bearer ${login.key}` });
    await makeModules(api, behind);
    return { key: login.key, slugOf, connections: new Map(), takeDown: async () => undefined };
  }
  const api = await sessionOf(url, login);
  const modules = await makeModules(api, behind);
  return { slugOf, ...(await makeKeys(api, modules)) };
}
