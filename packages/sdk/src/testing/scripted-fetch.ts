/** One request as a scripted server saw it. */
export interface Seen {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: unknown;
}

/** What a scripted server does: answers, or throws as a broken connection would. */
export type Step = (
  seen: Seen,
  signal: AbortSignal | null | undefined,
) => Response | Promise<Response>;

/** A fetch that follows a script, its last step for ever, and keeps what was asked. */
export function scriptedFetch(...steps: readonly Step[]) {
  const seen: Seen[] = [];
  const scripted: typeof fetch = async (input, init) => {
    const request: Seen = {
      method: init?.method ?? 'GET',
      url: new URL(String(input)),
      headers: new Headers(init?.headers),
      body: typeof init?.body === 'string' ? JSON.parse(init.body) : undefined,
    };
    seen.push(request);
    const step = steps[Math.min(seen.length, steps.length) - 1];
    if (step === undefined) {
      throw new Error('the script is empty');
    }
    return step(request, init?.signal);
  };
  return { fetch: scripted, seen };
}

/** Answers JSON. */
export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Step {
  return () => Response.json(body, { status, headers });
}

/** Refuses as the server does. */
export function problem(
  status: number,
  code: string,
  more: { readonly numbers?: object; readonly headers?: Record<string, string> } = {},
): Step {
  const body = {
    ...{ type: 'about:blank', title: code, status, detail: `Refused: ${code}.`, code },
    ...{ requestId: 'req_1', ...more.numbers },
  };
  return () => Response.json(body, { status, headers: { ...more.headers } });
}

/** A connection that breaks. */
export const broken: Step = () => {
  throw new TypeError('fetch failed');
};

/** Never answers; ends only by its signal. */
export const silent: Step = (_seen, signal) =>
  new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason));
  });
