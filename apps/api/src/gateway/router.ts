import { AppError } from '../foundation/app-error.js';
import type { MeteredRoute } from './metering/metered.js';

/** A route with what its path's placeholders stand for. */
export interface Matched {
  readonly metered: MeteredRoute;
  readonly params: Readonly<Record<string, string>>;
  /** The path below a `*`, not decoded; empty elsewhere. */
  readonly rest: string;
  readonly search: string;
}

interface Compiled {
  readonly metered: MeteredRoute;
  readonly pattern: RegExp;
}

function compile(metered: MeteredRoute): Compiled {
  const { path } = metered.route;
  const pattern = path
    .replace(/\/\*$/, '')
    .replaceAll('.', '\\.')
    .replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)');
  const rest = path.endsWith('/*') ? '(?<rest>/.*)?' : '/?';
  return { metered, pattern: new RegExp(`^${pattern}${rest}$`) };
}

function decoded(groups: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const entries = Object.entries(groups).map(([name, value]) => {
    try {
      return [name, decodeURIComponent(value ?? '')];
    } catch {
      return [name, ''];
    }
  });
  return Object.fromEntries(entries);
}

function notFound(): AppError {
  return new AppError(404, 'not_found', 'There is no such route on the gateway.');
}

interface Target {
  readonly path: string;
  readonly search: string;
}

function split(target: string): Target {
  const mark = target.indexOf('?');
  return mark < 0
    ? { path: target, search: '' }
    : { path: target.slice(0, mark), search: target.slice(mark) };
}

function matchedBy({ metered, pattern }: Compiled, { path, search }: Target): Matched | undefined {
  const match = pattern.exec(path);
  if (match === null) {
    return undefined;
  }
  const { rest = '', ...params } = match.groups ?? {};
  return { metered, params: decoded(params), rest, search };
}

/**
 * Finds routes by method and path. Throws 404 `not_found`, and 405 `method_not_allowed` with `Allow`
 * where the path exists.
 */
export function createRouter(routes: readonly MeteredRoute[]) {
  const compiled = routes.map(compile);
  return (method: string, target: string): Matched => {
    const wanted = split(target);
    const others = new Set<string>();
    for (const one of compiled) {
      const matched = matchedBy(one, wanted);
      const takes = one.metered.route.method;
      if (matched !== undefined && (takes === 'ANY' || takes === method)) {
        return matched;
      }
      if (matched !== undefined) {
        others.add(takes);
      }
    }
    if (others.size === 0) {
      throw notFound();
    }
    const headers = { allow: [...others].join(', ') };
    throw new AppError(
      405,
      'method_not_allowed',
      'This route takes another method.',
      {},
      { headers },
    );
  };
}
