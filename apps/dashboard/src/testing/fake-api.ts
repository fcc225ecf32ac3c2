import { vi } from 'vitest';

/** A request as a test looks at it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Answers a request: a value becomes JSON with status 200. */
export type Answer = (request: SeenRequest) => unknown;

/** Stands in for the server: answers by `METHOD /path`, keeps what was asked. */
export interface FakeApi {
  /** Sets or replaces an answer. */
  answer(route: string, answer: Answer | object): void;
  /** Requests of a route so far. */
  requests(route: string): SeenRequest[];
}

/** A reply with a status, for answers that are no plain success. */
export function reply(
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/json', ...headers },
  });
}

/** A refusal as the API sends it. */
export function problem(status: number, code: string, detail: string): Response {
  return reply(status, {
    type: `https://example.com/problems/${code}`,
    title: code,
    status,
    detail,
    code,
    requestId: 'req_42',
  });
}

/** Puts a fake server behind `fetch`. Routes that have no answer are 404 problems. */
export function installFakeApi(routes: Readonly<Record<string, Answer | object>>): FakeApi {
  const answers = new Map(Object.entries(routes));
  const seen: SeenRequest[] = [];
  const fetchStub = async (input: string | URL | Request, init: RequestInit = {}) => {
    const url = new URL(String(input), 'http://dashboard.test');
    const request: SeenRequest = {
      method: init.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      headers: new Headers(init.headers),
      body: typeof init.body === 'string' ? JSON.parse(init.body) : undefined,
    };
    seen.push(request);
    const answer = answers.get(`${request.method} ${request.path}`);
    if (answer === undefined) {
      return problem(404, 'not_found', `Nothing answers ${request.method} ${request.path}.`);
    }
    const result: unknown = typeof answer === 'function' ? await answer(request) : answer;
    return result instanceof Response ? result : reply(200, result);
  };
  vi.stubGlobal('fetch', vi.fn(fetchStub));
  return {
    answer: (route, answer) => void answers.set(route, answer),
    requests: (route) => seen.filter(({ method, path }) => `${method} ${path}` === route),
  };
}
