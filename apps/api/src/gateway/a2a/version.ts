import type { IncomingCall } from '../metering/route.js';
import { RpcError, rpcCodes } from './envelope.js';

const known = ['0.3', '1.0'];
const header = 'a2a-version';

function shortened(version: string): string {
  // A patch number does not count (A2A 1.0, section 3.6).
  return /^\d+\.\d+/.exec(version.trim())?.[0] ?? version.trim();
}

/**
 * The `A2A-Version` that a caller names in the header or in the query; null where it names none. Of
 * another version we would not know where a request names its task, so it is refused with the
 * protocol's own VersionNotSupportedError, and so are two different ones.
 */
export function namedVersion(call: IncomingCall, rpcId: string): string | null {
  const query = new URLSearchParams(call.search);
  const queried = [...query].filter(([name]) => name.toLowerCase() === header);
  const named = [call.req.headers[header], ...queried.map(([, value]) => value)]
    .flat()
    .filter((value) => value !== undefined && value.trim() !== '')
    .map((value) => shortened(value ?? ''));
  const [version] = named;
  if (named.some((one) => one !== version || !known.includes(one))) {
    const detail = `This gateway speaks A2A ${known.join(' and ')}. Name one of them in A2A-Version.`;
    throw new RpcError(rpcCodes.versionNotSupported, detail, rpcId);
  }
  return version ?? null;
}
