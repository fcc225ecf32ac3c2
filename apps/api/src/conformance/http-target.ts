import { parseCredits } from '@telex-credits/money';
import { createApi, insist } from './api.js';
import type { ModuleChoice, Route } from './route.js';
import { model } from './routes.js';
import type { SetUp } from './set-up.js';
import type { SeenReceipt, Target } from './target.js';

/** Whether a drop-in of the gateway has this suite's upstream behind it. */
async function offers(api: ReturnType<typeof createApi>, models: string): Promise<boolean> {
  const { status, body } = await api.get(models);
  return status === 200 && JSON.stringify(body).includes(`"${model}"`);
}

/** A gateway at a base URL, by its public API alone. */
export async function createHttpTarget(
  url: string,
  { key, slugOf, connections }: Pick<SetUp, 'key' | 'slugOf' | 'connections'>,
): Promise<Target> {
  const headers = { authorization: `Bearer ${key}` };
  const api = createApi(url, headers);
  const openAi = await offers(api, '/gateway/openai/v1/models');
  const telexAi = await offers(api, '/gateway/telexai/models');

  /** The drop-ins' modules belong to the operator: they are as they are. */
  const dropIn = (offered: boolean, choice: ModuleChoice, path: string) =>
    offered && choice === 'usual' ? path : undefined;

  function pathOf({ kind }: Route, choice: ModuleChoice): string | undefined {
    switch (kind) {
      case 'http':
        return `/gateway/http/${slugOf('http', choice)}/x`;
      case 'agent':
        return `/gateway/a2a/${slugOf('agent', choice)}`;
      case 'connection':
        return connections.get(choice);
      case 'chat':
        return dropIn(openAi, choice, '/gateway/openai/v1/chat/completions');
      case 'embeddings':
        return dropIn(openAi, choice, '/gateway/openai/v1/embeddings');
      case 'telexai':
        return dropIn(telexAi, choice, '/gateway/telexai/chat');
    }
  }

  return {
    ...{ url, headers, pathOf },
    async wallet() {
      const { available, held } = await insist('the wallet', api.get('/api/v1/wallet'));
      return { available: parseCredits(available), held: parseCredits(held) };
    },
    async receipt(usageId): Promise<SeenReceipt | undefined> {
      const { status, body } = await api.get(`/api/v1/usage/${encodeURIComponent(usageId)}`);
      if (status === 404) {
        return undefined;
      }
      if (status !== 200) {
        throw new Error(`the receipt answered ${status}`);
      }
      return {
        outcome: body.outcome,
        credits: parseCredits(body.credits),
        held: parseCredits(body.held),
        excess: parseCredits(body.excess),
        estimated: body.estimated,
        lines: body.lines,
      };
    },
  };
}
