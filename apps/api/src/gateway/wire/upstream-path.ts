import { AppError } from '../../foundation/app-error.js';

function isDotSegment(segment: string): boolean {
  return segment === '.' || segment === '..';
}

/** Whether a path steps upwards in any spelling that a server may decode. */
function climbs(path: string): boolean {
  let decoded = path;
  for (let round = 0; round < 3; round += 1) {
    if (decoded.split(/[/\\;]/).some(isDotSegment)) {
      return true;
    }
    decoded = decoded.replaceAll(/%(2e|2f|5c|25|3b)/gi, (mark) => decodeURIComponent(mark));
  }
  return false;
}

/**
 * The upstream's address for a sub-path: always below the module's own path. The path and the query
 * go on as they were spelt. Throws 400 `invalid_path` for one that steps upwards.
 */
export function belowUpstream(base: string, rest: string, search: string): URL {
  const url = new URL(base);
  if (climbs(rest)) {
    throw new AppError(400, 'invalid_path', 'The path must not contain "." or ".." segments.');
  }
  const own = url.pathname.replace(/\/+$/, '');
  const path = rest === '' ? url.pathname : `${own}/${rest.replace(/^\//, '')}`;
  const query = [url.search.slice(1), search.slice(1)].filter((part) => part !== '').join('&');
  const target = new URL(`${url.origin}${path}${query === '' ? '' : `?${query}`}`);
  if (target.origin !== url.origin || !target.pathname.startsWith(own)) {
    throw new AppError(400, 'invalid_path', 'The path leads outside of the module.');
  }
  return target;
}
