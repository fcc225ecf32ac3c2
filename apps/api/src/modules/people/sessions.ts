import type { IncomingHttpHeaders } from 'node:http';
import { sha256Hex } from '../../foundation/digests.js';
import type { Account, Identity } from './identity.js';

const lifetimeMs = 5000;
const entriesMax = 5000;

/** Who is signed in, remembered for a few seconds: asking better-auth takes milliseconds. */
export interface Sessions {
  accountOf(headers: IncomingHttpHeaders): Promise<Account | null>;
  /** Forgets everything remembered: after a sign-out, a new password, a confirmed address. */
  forget(): void;
}

/** Remembers by the hash of the credential; only sessions that are there are remembered. */
export function createSessions(deps: {
  readonly identity: Pick<Identity, 'accountOf'>;
  readonly now: () => Date;
}): Sessions {
  const known = new Map<string, { readonly account: Account; readonly until: number }>();
  let generation = 0;
  return {
    async accountOf({ authorization, cookie }) {
      const credential = authorization ?? cookie;
      if (credential === undefined) {
        return null;
      }
      const header = authorization === undefined ? 'cookie' : 'authorization';
      const key = sha256Hex(`${header}\0${credential}`);
      const found = known.get(key);
      if (found !== undefined && found.until > deps.now().getTime()) {
        return found.account;
      }
      const asked = generation;
      // With a bearer token the cookie is left out: one credential a request.
      const account = await deps.identity.accountOf(new Headers([[header, credential]]));
      // A sign-out that came between must not be undone by an answer from before it.
      if (account !== null && asked === generation) {
        if (known.size >= entriesMax) {
          known.clear();
        }
        known.set(key, { account, until: deps.now().getTime() + lifetimeMs });
      }
      return account;
    },
    forget() {
      generation += 1;
      known.clear();
    },
  };
}
