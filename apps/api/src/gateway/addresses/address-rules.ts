import { lookup as systemLookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { AppError } from '../../foundation/app-error.js';
import { addressProblem } from './address-problem.js';

/** One answer of a name server. */
export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** Turns a host name into its addresses, as the system does. */
export type Resolve = (hostname: string) => Promise<readonly ResolvedAddress[]>;

/** Which addresses of others the gateway may call. */
export interface AddressRules {
  /**
   * Checks an address without asking a name server: http or https, no credentials, an ordinary
   * port, no private address in any spelling. Throws 400 `upstream_not_allowed`.
   */
  checkShape(address: string): URL;
  /** `checkShape`, and every address that the name resolves to now. */
  checkUpstreamUrl(address: string): Promise<URL>;
  /**
   * What a connection to the URL's origin resolves names with: refuses at connect time, so that an
   * answer that changed after the check does not get through. Undefined for trusted origins.
   */
  lookupFor(url: URL): LookupFunction | undefined;
}

/** A name that resolved to an address which may not be called. */
class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
  readonly code = 'EADDRREFUSED';
}

const localNames = /(^|\.)(localhost|local|internal|localdomain|home\.arpa|onion)$/;
const lowestFreePort = 1024;
const wellKnownPorts = new Set(['', '80', '443']);

function refused(detail: string): AppError {
  return new AppError(400, 'upstream_not_allowed', detail);
}

function bareHost(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}

function parseAddress(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw refused('The address must be a full http:// or https:// URL.');
  }
  if (url.username !== '' || url.password !== '') {
    throw refused('The address must not contain a user name or password.');
  }
  return url;
}

/** The URL parser has already turned decimal, octal and hex hosts into dotted IPv4. */
function checkHost(url: URL): void {
  const host = bareHost(url);
  if (!wellKnownPorts.has(url.port) && Number(url.port) < lowestFreePort) {
    throw refused(`Port ${url.port} is not one that a web service uses.`);
  }
  const problem = isIP(host) === 0 ? null : addressProblem(host);
  if (problem !== null) {
    throw refused(`The address ${host} cannot be called: ${problem}.`);
  }
  if (host === '' || localNames.test(host.toLowerCase())) {
    throw refused(`The host ${host} is a name of a private network.`);
  }
}

async function resolveBySystem(hostname: string): Promise<readonly ResolvedAddress[]> {
  return await systemLookup(hostname, { all: true, verbatim: true });
}

function guardedLookup(resolve: Resolve): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (answers) => {
        const bad = answers.find(({ address }) => addressProblem(address) !== null);
        const first = answers[0];
        if (bad !== undefined || first === undefined) {
          callback(new AddressRefused(`${hostname} resolves to an address that is refused`), '', 0);
        } else if (options.all === true) {
          callback(null, [...answers]);
        } else {
          callback(null, first.address, first.family);
        }
      },
      (error: NodeJS.ErrnoException) => callback(error, '', 0),
    );
  };
}

/**
 * Makes the rules. `trustedOrigins` (exact, such as `http://127.0.0.1:4101`) are the operator's own:
 * API bases and the demo's modules; `allowPrivate` switches the rules off for development.
 */
export function createAddressRules(options: {
  readonly trustedOrigins: readonly string[];
  readonly allowPrivate: boolean;
  readonly resolve?: Resolve | undefined;
}): AddressRules {
  const trusted = new Set(options.trustedOrigins.map((origin) => new URL(origin).origin));
  const resolve = options.resolve ?? resolveBySystem;
  const isTrusted = (url: URL) => options.allowPrivate || trusted.has(url.origin);

  function checkShape(address: string): URL {
    const url = parseAddress(address);
    if (!isTrusted(url)) {
      checkHost(url);
    }
    return url;
  }

  async function checkResolved(url: URL): Promise<void> {
    const host = bareHost(url);
    const answers = await resolve(host).catch(() => []);
    if (answers.length === 0) {
      throw refused(`The host ${host} could not be resolved.`);
    }
    const problem = answers.map(({ address }) => addressProblem(address)).find((p) => p !== null);
    if (problem !== undefined) {
      throw refused(`The host ${host} cannot be called: ${problem}.`);
    }
  }

  return {
    checkShape,
    async checkUpstreamUrl(address) {
      const url = checkShape(address);
      if (!isTrusted(url) && isIP(bareHost(url)) === 0) {
        await checkResolved(url);
      }
      return url;
    },
    lookupFor: (url) => (isTrusted(url) ? undefined : guardedLookup(resolve)),
  };
}
