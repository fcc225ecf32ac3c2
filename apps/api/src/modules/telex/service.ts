import type { TelexLink } from '@telex-credits/contracts';
import type { DocumentStore } from '@telex-credits/store';
import { createSerial } from '../../foundation/serial.js';
import { confirmEmail, isConfirmed, sendConfirmation } from './confirmations.js';
import type { TelexContext } from './context.js';
import { notLinked } from './errors.js';
import { endLink, type LinkOwner, link, showLink, unlink } from './links.js';
import { refreshDue } from './refresh.js';
import { createTelexRepository } from './repository.js';
import { signIn } from './sign-in.js';
import { createTelexApi } from './telex-api.js';

export type TelexService = ReturnType<typeof createTelexService>;

export interface TelexDeps extends Omit<TelexContext, 'repository' | 'api' | 'serial'> {
  readonly documents: DocumentStore;
  /** Null where signing in with Telex is not set up. */
  readonly apiBase: string | null;
}

/** Signing in with Telex, and the organisations that come along; the door to this module. */
export function createTelexService(deps: TelexDeps) {
  const { apiBase } = deps;
  const repository = createTelexRepository(deps.documents);
  const context: TelexContext = {
    ...{ ...deps, repository, serial: createSerial() },
    api: createTelexApi({ apiBase }),
  };
  const configured = apiBase !== null;
  const show = (personId: string): Promise<TelexLink> => showLink(context, personId, configured);
  return {
    configured,
    show,
    /** See `signIn`. Throws 404 `telex_not_configured`. */
    signIn: (credentials: { readonly email: string; readonly password: string }) =>
      signIn(context, credentials),
    async link(owner: LinkOwner, proof: Parameters<typeof link>[2]): Promise<TelexLink> {
      await link(context, owner, proof);
      return show(owner.personId);
    },
    unlink: (owner: LinkOwner) => unlink(context, owner),
    /** Ends a link where there is one and the account has a password of its own. */
    endLink: (personId: string) => endLink(context, personId),
    /** Mails the link that confirms a Telex address again. Throws 404 `telex_not_linked`. */
    async sendConfirmation(personId: string): Promise<void> {
      const identity = await repository.ofPerson(personId);
      if (identity === undefined) {
        throw notLinked();
      }
      await sendConfirmation(context, identity);
    },
    async confirmEmail(personId: string, token: string): Promise<TelexLink> {
      await confirmEmail(context, personId, token);
      return show(personId);
    },
    refreshDue: () => refreshDue(context),
    /** Addresses of people who came from Telex, for whoever shows people. */
    addresses: {
      async of(personId: string) {
        const identity = await repository.ofPerson(personId);
        return identity && { email: identity.email, verified: isConfirmed(identity) };
      },
      personOf: async (email: string) => (await repository.ofConfirmedEmail(email))?.personId,
    },
  };
}
