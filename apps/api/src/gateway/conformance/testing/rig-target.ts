import { parseCredits } from '@telex-credits/money';
import type { ModuleChoice, Route } from '../../../conformance/route.js';
import type { SeenReceipt, Target } from '../../../conformance/target.js';
import { organisation, perCall, priced, type Rig } from '../../testing/rig.js';
import { key } from '../../testing/stub.js';

const secondsOf = { usual: 120, quick: 1, errors: 120 } as const;
const kindOf: Readonly<Record<Route['kind'], 'http' | 'a2a' | 'openai' | 'telexai'>> = {
  http: 'http',
  agent: 'a2a',
  connection: 'a2a',
  chat: 'openai',
  embeddings: 'openai',
  telexai: 'telexai',
};
const pathOf: Readonly<Record<Route['kind'], string>> = {
  http: '/gateway/http/http/x',
  agent: '/gateway/a2a/a2a',
  connection: '/gateway/c/token',
  chat: '/gateway/openai/v1/chat/completions',
  embeddings: '/gateway/openai/v1/embeddings',
  telexai: '/gateway/telexai/chat',
};

/** The gateway of a rig as the suite sees any other; its module is made for each cell. */
export function createRigTarget(rig: Rig, upstreamUrl: string): Target {
  rig.identities.set('connection:token', {
    ...{ kind: 'connection', id: 'con_1', organisationId: organisation, cap: null },
    ...{ scopes: ['gateway'], moduleIds: ['mod_a2a'] },
  });

  function addModule(route: Route, choice: ModuleChoice): void {
    const kind = kindOf[route.kind];
    const price =
      route.tokens === null
        ? { publisherId: 'org_publisher', price: priced(perCall('1', choice === 'errors')) }
        : {
            publisherId: null,
            price: priced({ model: 'per_token', markupBps: 0, minimum: '0' }),
          };
    const timeLimitSeconds = secondsOf[choice];
    rig.addModule({ slug: kind, kind, upstreamUrl, timeLimitSeconds, ...price });
  }

  return {
    url: rig.url,
    headers: { authorization: `Bearer ${key}` },
    pathOf(route, choice) {
      if (choice === 'errors' && route.tokens !== null) {
        return undefined;
      }
      addModule(route, choice);
      return pathOf[route.kind];
    },
    wallet: () => rig.balance(),
    async receipt(usageId): Promise<SeenReceipt | undefined> {
      const operation = (await rig.ledger.entry(usageId))?.operation;
      if (operation === undefined || operation.note === undefined) {
        return undefined;
      }
      const { outcome, held, excess, estimated, lines } = operation.note;
      const paid = operation.type === 'capture' || operation.type === 'charge';
      return {
        outcome: String(outcome),
        credits: paid ? operation.credits : 0n,
        held: parseCredits(String(held)),
        excess: parseCredits(String(excess)),
        estimated: estimated === true,
        lines: lines as unknown as SeenReceipt['lines'],
      };
    },
  };
}
