import { ApiProblem, noAnswer } from './problem.js';

/** A call through the gateway, as the “Try it” panels make it. */
export interface GatewayCall {
  readonly path: string;
  readonly method: string;
  readonly secret: string;
  readonly body?: string;
  readonly contentType?: string;
}

/** What came back, with what the gateway says about its price. */
export interface GatewayReply {
  readonly status: number;
  readonly credits: string | null;
  readonly balance: string | null;
  readonly usageId: string | null;
  /** The body as text, and as JSON where it is JSON. */
  readonly text: string;
  readonly json: unknown;
}

/** The path of an HTTP module's own path below its endpoint: exactly one slash between them. */
export function joinPath(endpoint: string, path: string): string {
  return `${endpoint.replace(/\/+(\*)?$/, '')}/${path.replace(/^\/+/, '')}`;
}

/** Calls the gateway with a key. Throws `ApiProblem` for refusals of the gateway itself. */
export async function callGateway(request: GatewayCall): Promise<GatewayReply> {
  const { path, method, secret, body, contentType = 'application/json' } = request;
  const response = await fetch(path, {
    method,
    headers: {
      Authorization: `Bearer ${secret}`,
      ...(body === undefined ? {} : { 'Content-Type': contentType }),
    },
    // The key speaks for itself; no cookie belongs on this path.
    credentials: 'omit',
    ...(body === undefined ? {} : { body }),
  }).catch(() => {
    throw noAnswer();
  });
  const text = await response.text();
  const reply = {
    status: response.status,
    credits: response.headers.get('x-credits-charged'),
    balance: response.headers.get('x-credits-balance'),
    usageId: response.headers.get('x-usage-id'),
    text,
    json: parse(text),
  };
  // With a usage id the call reached the module: its answer is shown, whatever it says.
  if (!response.ok && reply.usageId === null) {
    throw refusalOf(response, reply.json);
  }
  return reply;
}

interface Refusal {
  code?: unknown;
  detail?: unknown;
  message?: unknown;
  data?: unknown;
  error?: unknown;
}

/** A refusal in any of the gateway's shapes: problem+json, JSON-RPC, OpenAI's, Telex AI's. */
function refusalOf(response: Response, json: unknown): ApiProblem {
  const outer = asRefusal(json);
  const inner = asRefusal(outer.error);
  const problem = asRefusal(inner.data);
  const layers = [problem, inner, outer];
  return new ApiProblem(
    response.status,
    firstText(layers.map(({ code }) => code)) ?? 'unexpected_reply',
    firstText(layers.flatMap(({ detail, message }) => [detail, message])) ??
      `The gateway answered ${response.status}.`,
    response.headers.get('x-request-id'),
  );
}

function asRefusal(value: unknown): Refusal {
  return typeof value === 'object' && value !== null ? value : {};
}

function firstText(values: readonly unknown[]): string | undefined {
  return values.find((value): value is string => typeof value === 'string');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
