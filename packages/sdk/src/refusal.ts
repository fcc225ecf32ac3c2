import { TelexCreditsError } from './errors.js';

/** The error that an answer above 399 means, in any shape the server and its gateway use. */
export async function refusalOf(response: Response): Promise<TelexCreditsError> {
  const { status, headers } = response;
  const outer = asRecord(parse(await response.text()));
  const inner = asRecord(outer.error);
  const layers = [asRecord(inner.data), inner, outer];
  const {
    type: _type,
    title: _title,
    status: _status,
    ...problem
  } = layers.find((layer) => typeof layer.code === 'string') ?? {};
  const { code, detail, message, requestId, ...numbers } = problem;
  const text = detail ?? message;
  return new TelexCreditsError({
    status,
    code: typeof code === 'string' ? code : 'unexpected_reply',
    detail: typeof text === 'string' ? text : `The server answered ${status} without saying why.`,
    requestId: typeof requestId === 'string' ? requestId : headers.get('x-request-id'),
    numbers,
    retryAfterSeconds: retryAfterOf(headers.get('retry-after')),
  });
}

/** Seconds of a `Retry-After`, which may also be a date. */
function retryAfterOf(text: string | null): number | null {
  if (text === null) {
    return null;
  }
  const seconds = /^\d{1,9}$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
