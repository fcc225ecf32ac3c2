interface Part {
  readonly text?: unknown;
}
interface Carrier {
  readonly parts?: unknown;
  readonly result?: unknown;
  readonly status?: unknown;
  readonly message?: unknown;
  readonly artifacts?: unknown;
  readonly error?: unknown;
}

/** An A2A message as Telex sends it. */
export function agentMessage(text: string, id: string): string {
  return JSON.stringify({
    jsonrpc: '2.0',
    id,
    method: 'message/send',
    params: {
      message: {
        kind: 'message',
        role: 'user',
        messageId: id,
        parts: [{ kind: 'text', text }],
      },
    },
  });
}

/**
 * The words of an agent's answer, whatever its form: a message, a task with artifacts or a status,
 * or a JSON-RPC error. Empty where there are none; the raw answer is shown beside it anyway.
 */
export function agentText(json: unknown): string {
  const root = carrier(json);
  const result = carrier(root.result);
  const artifacts = Array.isArray(result.artifacts) ? result.artifacts : [];
  const texts = [
    partsText(result.parts),
    ...artifacts.map((artifact) => partsText(carrier(artifact).parts)),
    partsText(carrier(carrier(result.status).message).parts),
  ].filter((text) => text !== '');
  const [first = ''] = texts;
  return artifacts.length > 1 ? texts.join('\n') : first || errorText(root.error);
}

function errorText(error: unknown): string {
  const { message } = carrier(error);
  return typeof message === 'string' ? message : '';
}

function partsText(parts: unknown): string {
  return (Array.isArray(parts) ? (parts as Part[]) : [])
    .map((part) => part?.text)
    .filter((text) => typeof text === 'string')
    .join('\n');
}

function carrier(value: unknown): Carrier {
  return typeof value === 'object' && value !== null ? value : {};
}
