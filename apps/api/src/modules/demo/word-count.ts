import { randomUUID } from 'node:crypto';
import { type AgentCard, type Message, Role } from '@a2a-js/sdk';
import {
  AgentEvent,
  type AgentExecutor,
  DefaultRequestHandler,
  InMemoryTaskStore,
} from '@a2a-js/sdk/server';
import { agentCardHandler, jsonRpcHandler, UserBuilder } from '@a2a-js/sdk/server/express';
import express, { type RequestHandler, type Router } from 'express';

const legacyCompat = { enabled: true };

/**
 * An A2A agent that counts words, on the official SDK: A2A 1.0, and 0.3 as Telex speaks it. It
 * answers `POST <url>` and its card under `<url>/.well-known/`.
 */
export function wordCountAgent(url: string): Router {
  const requestHandler = new DefaultRequestHandler(cardOf(url), new InMemoryTaskStore(), counter);
  const card = agentCardHandler({ agentCardProvider: requestHandler, legacyCompat });
  const router = express.Router();
  router.use('/.well-known/agent-card.json', card);
  router.use('/.well-known/agent.json', card);
  router.use(express.json({ limit: '1mb' }), telexSpelling);
  router.use(
    '/',
    jsonRpcHandler({ requestHandler, userBuilder: UserBuilder.noAuthentication, legacyCompat }),
  );
  return router;
}

/** How many words, characters and lines a text has; HTML tags do not count. */
export function countWords(text: string): { words: number; characters: number; lines: number } {
  const plain = text.replace(/<[^>]*>/g, ' ').trim();
  return {
    words: plain === '' ? 0 : plain.split(/\s+/u).length,
    characters: [...plain].length,
    lines: plain === '' ? 0 : plain.split('\n').length,
  };
}

const many = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;

const counter: AgentExecutor = {
  async execute({ request, contextId }, bus) {
    const texts = (request.message?.parts ?? []).map((part) =>
      part.content?.$case === 'text' ? part.content.value : '',
    );
    const { words, characters, lines } = countWords(texts.join('\n'));
    const counts = [many(words, 'word'), many(characters, 'character'), many(lines, 'line')];
    const text = counts.join(', ');
    bus.publish(AgentEvent.message(reply(text, contextId)));
    bus.finished();
  },
  // Every answer is complete at once, so there is never a task to cancel.
  async cancelTask() {},
};

function reply(text: string, contextId: string): Message {
  return {
    messageId: randomUUID(),
    contextId,
    taskId: '',
    role: Role.ROLE_AGENT,
    parts: [
      {
        content: { $case: 'text', value: text },
        metadata: undefined,
        filename: '',
        mediaType: 'text/plain',
      },
    ],
    metadata: undefined,
    extensions: [],
    referenceTaskIds: [],
  };
}

/** Telex leaves `messageId` out and calls a part's `kind` its `type`; the SDK takes neither. */
const telexSpelling: RequestHandler = (req, _res, next) => {
  const message = (req.body as { params?: { message?: Record<string, unknown> } } | undefined)
    ?.params?.message;
  if (typeof message === 'object' && message !== null) {
    message.messageId ??= randomUUID();
    for (const part of Array.isArray(message.parts) ? message.parts : []) {
      if (typeof part === 'object' && part !== null && 'type' in part) {
        const { type, ...rest } = part as Record<string, unknown>;
        Object.assign(part, { kind: type, ...rest });
        Reflect.deleteProperty(part, 'type');
      }
    }
  }
  next();
};

function cardOf(url: string): AgentCard {
  const text = ['text/plain'];
  return {
    name: 'Word count',
    description: 'Counts the words, characters and lines of a text. A demo agent that really runs.',
    version: '1.0.0',
    provider: { organization: 'Telex Credits demo', url },
    supportedInterfaces: ['1.0', '0.3'].map((protocolVersion) => {
      return { url, protocolBinding: 'JSONRPC', tenant: '', protocolVersion };
    }),
    capabilities: { streaming: true, pushNotifications: false, extensions: [] },
    securitySchemes: {},
    securityRequirements: [],
    defaultInputModes: text,
    defaultOutputModes: text,
    skills: [
      {
        id: 'count',
        name: 'Count words',
        description: 'Counts what a text is made of',
        tags: ['text'],
        examples: ['How many words are these?'],
        inputModes: text,
        outputModes: text,
        securityRequirements: [],
      },
    ],
    signatures: [],
  };
}
