import { randomUUID } from 'node:crypto';
import { A2A_VERSION_HEADER, AgentCard, type Message, type Task, TaskState } from '@a2a-js/sdk';
import {
  createLegacyAwarePushNotificationSender,
  LegacyJsonRpcTransportHandler,
} from '@a2a-js/sdk/compat/v0_3/server';
import {
  AgentEvent,
  type AgentExecutor,
  DefaultExecutionEventBusManager,
  DefaultRequestHandler,
  InMemoryPushNotificationStore,
  InMemoryTaskStore,
  JsonRpcTransportHandler,
  ServerCallContext,
} from '@a2a-js/sdk/server';
import { type StubServer, startStub } from './stub.js';

/** Which protocol the agent's card offers. */
export type Offered = '0.3' | '1.0';

function textOf(message: Message): string {
  return message.parts
    .map(({ content }) => (content?.$case === 'text' ? content.value : ''))
    .join(' ');
}

function working(id: string, contextId: string): Task {
  const status = { state: TaskState.TASK_STATE_WORKING, message: undefined, timestamp: undefined };
  return { id, contextId, status, artifacts: [], history: [], metadata: {} };
}

/** Answers words with their number; `slow` makes a task that ends when `finish` is called. */
function wordCounter(waiting: (() => void)[]): AgentExecutor {
  return {
    async execute({ taskId, contextId, userMessage }, bus) {
      const text = textOf(userMessage);
      if (!text.startsWith('slow')) {
        const words = `${text.split(/\s+/).length} words`;
        bus.publish(
          AgentEvent.message({
            ...userMessage,
            messageId: randomUUID(),
            role: 2,
            contextId,
            taskId: '',
            parts: [{ ...emptyPart, content: { $case: 'text', value: words } }],
          }),
        );
        bus.finished();
        return;
      }
      bus.publish(AgentEvent.task(working(taskId, contextId)));
      await new Promise<void>((resolve) => waiting.push(resolve));
      const state = TaskState.TASK_STATE_COMPLETED;
      const status = { state, message: undefined, timestamp: undefined };
      bus.publish(AgentEvent.statusUpdate({ taskId, contextId, status, metadata: {} }));
      bus.finished();
    },
    cancelTask: async () => undefined,
  };
}

const emptyPart = { metadata: {}, filename: '', mediaType: 'text/plain' };

function cardFor(origin: string): AgentCard {
  const interfaces = ['1.0', '0.3'].map((protocolVersion) => ({
    url: `${origin}/a2a`,
    protocolBinding: 'JSONRPC',
    tenant: '',
    protocolVersion,
  }));
  return AgentCard.fromJSON({
    name: 'Word count',
    description: 'Counts words',
    version: '1.0.0',
    supportedInterfaces: interfaces,
    capabilities: { streaming: false, pushNotifications: true },
    defaultInputModes: ['text/plain'],
    defaultOutputModes: ['text/plain'],
    skills: [],
  });
}

/** The card as a 0.3 agent writes it. */
function legacyCard(origin: string): object {
  return {
    protocolVersion: '0.3.0',
    name: 'Word count',
    description: 'Counts words',
    version: '1.0.0',
    url: `${origin}/a2a`,
    preferredTransport: 'JSONRPC',
    capabilities: { streaming: false, pushNotifications: true },
    defaultInputModes: ['text/plain'],
    defaultOutputModes: ['text/plain'],
    skills: [],
  };
}

/** An agent that is built with the official SDK, for 1.0 and, as its `legacyCompat`, 0.3. */
export async function startSdkAgent(offered: Offered): Promise<{
  readonly stub: StubServer;
  /** Ends the tasks that wait. */
  readonly finish: () => void;
}> {
  const waiting: (() => void)[] = [];
  const stub = await startStub((_req, res) => res.end());
  const pushes = new InMemoryPushNotificationStore();
  const handler = new DefaultRequestHandler(
    cardFor(stub.origin),
    new InMemoryTaskStore(),
    wordCounter(waiting),
    new DefaultExecutionEventBusManager(),
    pushes,
    createLegacyAwarePushNotificationSender(pushes),
  );
  const transports = {
    '1.0': new JsonRpcTransportHandler(handler),
    '0.3': new LegacyJsonRpcTransportHandler(handler),
  };
  stub.behave = async (req, res, { body }) => {
    res.setHeader('content-type', 'application/json');
    if (req.method === 'GET') {
      const card =
        offered === '0.3' ? legacyCard(stub.origin) : AgentCard.toJSON(cardFor(stub.origin));
      res.end(JSON.stringify(card));
      return;
    }
    // What the SDK's own Express handler does with `legacyCompat`.
    const version = req.headers[A2A_VERSION_HEADER.toLowerCase()] === '1.0' ? '1.0' : '0.3';
    const context = new ServerCallContext({ requestedVersion: version });
    res.end(JSON.stringify(await transports[version].handle(JSON.parse(body), context)));
  };
  return {
    stub,
    finish: () => {
      for (const resolve of waiting.splice(0)) {
        resolve();
      }
    },
  };
}
