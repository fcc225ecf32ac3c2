import express, { type Router } from 'express';

/** USD per token, as the Telex AI API lists them. */
const models = [
  {
    id: 'stand-in/small',
    name: 'Stand-in, small',
    prompt: '0.00000015',
    completion: '0.0000006',
    context: 32_768,
  },
  {
    id: 'stand-in/large',
    name: 'Stand-in, large',
    prompt: '0.0000025',
    completion: '0.00001',
    context: 131_072,
  },
] as const;

const longestAnswer = 1024;

/**
 * Stands in for the Telex AI API where no real one is configured. It speaks the same shapes and says
 * in every answer that it is no model; the same messages always get the same answer.
 */
export function telexStandIn(): Router {
  const router = express.Router();
  router.use(express.json({ limit: '2mb' }));
  router.get('/models', (_req, res) => {
    res.json(envelope('Models', { data: models.map(describe) }));
  });
  router.post('/chat', (req, res) => {
    const body = (req.body ?? {}) as { messages?: unknown; model?: unknown };
    const named = req.get('x-model') ?? req.query.model ?? body.model ?? models[0].id;
    const model = models.find(({ id }) => id === named);
    if (!Array.isArray(body.messages) || body.messages.length === 0) {
      res.status(422).json(refusal(422, 'messages is missing'));
    } else if (model === undefined) {
      res.status(400).json(refusal(400, 'unknown model'));
    } else {
      const content = answerTo(body.messages);
      res.json(envelope('Chat', { Messages: { role: 'assistant', content } }));
    }
  });
  return router;
}

function describe(model: (typeof models)[number]) {
  const { id, name, prompt, completion } = model;
  return {
    id,
    name,
    description: 'No model: a stand-in that answers the same to the same messages.',
    created: 1_750_000_000,
    context_length: model.context,
    architecture: { modality: 'text->text' },
    top_provider: { max_completion_tokens: longestAnswer },
    supported_parameters: ['max_tokens'],
    pricing: {
      prompt,
      completion,
      request: '0',
      image: '0',
      web_search: '0',
      internal_reasoning: '0',
    },
  };
}

function answerTo(messages: readonly unknown[]): string {
  const last = messages.at(-1) as { content?: unknown } | null | undefined;
  const asked =
    typeof last?.content === 'string' ? last.content : JSON.stringify(last?.content ?? '');
  const quoted = asked.replace(/\s+/g, ' ').trim().slice(0, 200);
  return `This is the demo's stand-in for Telex AI, not a model. You sent ${messages.length} message(s); the last one says: "${quoted}"`;
}

function envelope(message: string, data: object) {
  return { status: 'success', status_code: 200, message, data };
}

function refusal(status: number, message: string) {
  return { status: 'error', status_code: status, message, data: null };
}
