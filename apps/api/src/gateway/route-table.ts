import { createSeal } from '../foundation/seal.js';
import { createA2aRoutes } from './a2a/a2a-routes.js';
import { createCallbackMaker } from './a2a/callback-maker.js';
import { createCardRoutes } from './a2a/card-routes.js';
import { createCards } from './a2a/cards.js';
import { createClaims } from './a2a/claims.js';
import { createForwarding } from './a2a/forwarding.js';
import { createKeepGoing } from './a2a/keep-going.js';
import { createOpenTurn } from './a2a/open-turn.js';
import { createOwnership } from './a2a/ownership.js';
import { createPoll } from './a2a/poll.js';
import { createPushMethods } from './a2a/push-methods.js';
import { createPushRoute } from './a2a/push-receiver.js';
import { createSend } from './a2a/send.js';
import { createSendEnds } from './a2a/send-ends.js';
import { createSettlePush } from './a2a/settle-push.js';
import { createStreamEnds } from './a2a/stream-ends.js';
import { createSubscribe } from './a2a/subscribe.js';
import { createTaskMethods } from './a2a/task-methods.js';
import { createTurns } from './a2a/turns.js';
import type { AddressRules } from './addresses/address-rules.js';
import type { GatewayDeps } from './deps.js';
import { createHttpRoute } from './http/http-route.js';
import type { RecordLoss } from './metering/record-loss.js';
import type { GatewayRoute } from './metering/route.js';
import type { Settler } from './metering/settle.js';
import { createOpenAiPricing, type OpenAiPricing } from './openai/openai-pricing.js';
import { createOpenAiRoutes } from './openai/openai-routes.js';
import { openAiSource } from './openai/openai-source.js';
import { createModelList } from './prices/model-list.js';
import { createCallbacks } from './records/callbacks.js';
import { createDeliveries } from './records/deliveries.js';
import { createOpenCalls } from './records/open-calls.js';
import { createTaskRecords } from './records/task-records.js';
import type { ModuleCalls } from './signing/module-calls.js';
import { type ChatPricing, createChatPricing } from './telexai/chat-pricing.js';
import { createTelexAiRoutes } from './telexai/telexai-routes.js';
import { telexAiSource } from './telexai/telexai-source.js';
import type { Upstreams } from './upstream/upstreams.js';

/** What the routes need beyond the gateway's own dependencies. */
export interface RouteTableDeps extends GatewayDeps {
  readonly upstreams: Upstreams;
  readonly moduleCalls: ModuleCalls;
  readonly rules: AddressRules;
  readonly settler: Settler;
  readonly recordLoss: RecordLoss;
}

/** The table of routes, with the jobs that belong to them. */
export interface RouteTable {
  readonly routes: readonly GatewayRoute[];
  readonly pricing: ChatPricing;
  readonly openAiPricing: OpenAiPricing;
  readonly poll: () => Promise<number>;
  readonly deliverDue: () => Promise<void>;
  /** Waits for pushes that are being forwarded. */
  readonly idle: () => Promise<void>;
}

function a2a(deps: RouteTableDeps) {
  const { documents, environment, config } = deps;
  const tasks = createTaskRecords(documents);
  const openCalls = createOpenCalls(documents);
  const callbacks = createCallbacks(documents);
  const deliveries = createDeliveries(documents);
  const { secretKey } = config;
  const seal = createSeal({ ...environment, secretKey, purpose: 'gateway push' });
  const ownership = createOwnership(tasks);
  const records = { ...deps, tasks, openCalls, callbacks, deliveries, seal, ownership };
  const shared = { ...records, callbackMaker: createCallbackMaker(records) };
  const turns = createTurns(shared);
  const forwarding = createForwarding(shared);
  const claims = createClaims(shared);
  const keepGoing = createKeepGoing(shared);
  const openTurn = createOpenTurn({ ...shared, turns, keepGoing });
  const sendEnds = createSendEnds({ ...shared, turns, claims, openTurn });
  const streamEnds = createStreamEnds({ turns, claims, openTurn });
  const settlePush = createSettlePush({ ...shared, turns });
  const agents = { turns, forwarding, claims, keepGoing, openTurn, sendEnds, streamEnds };
  const all = { ...shared, ...agents, settlePush };
  const taskMethods = createTaskMethods(all);
  const routes = createA2aRoutes({
    ...all,
    send: createSend(all),
    subscribe: createSubscribe({ ...all, taskMethods }),
    taskMethods,
    pushMethods: createPushMethods(all),
  });
  const cards = createCardRoutes({ ...all, cards: createCards(all) });
  return { routes: [...routes, ...cards, createPushRoute(all)], poll: createPoll(all), forwarding };
}

/** Every route of the gateway. */
export function createRouteTable(deps: RouteTableDeps): RouteTable {
  const { telexAi, openAi = null, creditPrice } = deps.config;
  const models = telexAi === null ? null : createModelList(deps, telexAiSource(telexAi));
  const pricing = createChatPricing({ models, creditPrice });
  const openAiModels = openAi === null ? null : createModelList(deps, openAiSource(openAi));
  const openAiPricing = createOpenAiPricing({ models: openAiModels, creditPrice });
  const agents = a2a(deps);
  return {
    routes: [
      ...agents.routes,
      ...createTelexAiRoutes({ ...deps, telexAi, models, pricing }),
      ...createOpenAiRoutes({ ...deps, openAi, models: openAiModels, pricing: openAiPricing }),
      createHttpRoute(deps),
    ],
    pricing,
    openAiPricing,
    poll: agents.poll,
    deliverDue: agents.forwarding.deliverDue,
    idle: agents.forwarding.idle,
  };
}
