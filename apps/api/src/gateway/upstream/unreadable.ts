import type { UpstreamHeaders, UpstreamRequest } from './upstreams.js';

function names(header: string | string[] | undefined): string[] {
  return [header ?? []].flat().flatMap((value) => value.toLowerCase().split(/[\s,]+/));
}

/**
 * Why a reply cannot be taken as it is, or null. One that is coded although `identity` was asked for
 * is not inflated: a few bytes could become gigabytes. A transfer coding but `chunked` belongs to the
 * connection, so that passing its bytes on would change the message.
 */
export function unreadable({ headers }: UpstreamRequest, reply: UpstreamHeaders): string | null {
  const coded = names(reply['content-encoding']).some((name) => !['', 'identity'].includes(name));
  if (coded && headers['accept-encoding'] === 'identity') {
    return 'coded though identity was asked for';
  }
  const transfer = names(reply['transfer-encoding']);
  return transfer.some((name) => !['', 'chunked'].includes(name)) ? 'a transfer coding' : null;
}
