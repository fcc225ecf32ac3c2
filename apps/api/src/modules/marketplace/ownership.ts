import { createHmac, hkdfSync } from 'node:crypto';
import { ownershipNotProven } from './errors.js';

/** Where an origin says whose modules it runs: at its root, which tenants of a shared host do not have. */
const path = '/.well-known/telex-credits.txt';

/** What shows that a publisher controls an address. */
export interface Challenge {
  readonly path: string;
  /** A line of the file at that path. */
  readonly content: string;
}

/** Looks for a line in a file of somebody else's; answers null, or a sentence about what is wrong. */
export type FindProof = (proof: {
  readonly url: string;
  readonly content: string;
}) => Promise<string | null>;

/** Proofs that publishers control the addresses of their modules. */
export interface Ownership {
  /** The same for one module at one origin, always; nobody else can make it up. */
  challengeOf(module: { readonly id: string }, address: string): Challenge;
  /** Throws 409 `ownership_not_proven`, with what is to be served where. */
  prove(module: { readonly id: string }, address: string): Promise<void>;
}

/**
 * Challenges follow from the server's secret, so that there is nothing to keep, and name the module,
 * so that another publisher's proof at the same origin is of no use.
 */
export function createOwnership(deps: {
  readonly secretKey: string;
  readonly findProof: FindProof;
}): Ownership {
  const purpose = 'telex-credits module ownership';
  const key = Buffer.from(hkdfSync('sha256', deps.secretKey, '', purpose, 32));

  function challengeOf({ id }: { readonly id: string }, address: string): Challenge {
    const mac = createHmac('sha256', key).update(`${id}\0${new URL(address).origin}`);
    return { path, content: `telex-credits=${mac.digest('base64url')}` };
  }

  return {
    challengeOf,
    async prove(module, address) {
      const { content } = challengeOf(module, address);
      const url = `${new URL(address).origin}${path}`;
      const problem = await deps.findProof({ url, content });
      if (problem !== null) {
        throw ownershipNotProven({ url, path, content, problem });
      }
    },
  };
}
