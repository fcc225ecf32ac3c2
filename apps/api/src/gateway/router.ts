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
    const fitting = compiled
      .map((one) => matchedBy(one, split(target)))
      .filter((one) => one !== undefined);
    const methodOf = (one: Matched) => one.metered.route.method;
    const found = fitting.find((one) => ['ANY', method].includes(methodOf(one)));
    if (found !== undefined) {
      return found;
    }
    if (fitting.length === 0) {
      throw notFound();
    }
    const headers = { allow: [...new Set(fitting.map(methodOf))].join(', ') };
    throw new AppError(
      405,
      'method_not_allowed',
      'This route takes another method.',
      {},
      { headers },
    );
  };
}
