import type { IncomingMessage } from 'node:http';
import ipaddr from 'ipaddr.js';

/**
 * Where a request comes from, as far as guesses are counted: an IPv4 address, or the /64 of an IPv6 one,
 * because whoever has one address there has all of them.
 */
export function addressOf({ socket }: Pick<IncomingMessage, 'socket'>): string {
  const address = socket.remoteAddress ?? '';
  if (!ipaddr.isValid(address)) {
    return 'unknown';
  }
  const parsed = ipaddr.process(address);
  return parsed instanceof ipaddr.IPv6 ? parsed.parts.slice(0, 4).join(':') : parsed.toString();
}
