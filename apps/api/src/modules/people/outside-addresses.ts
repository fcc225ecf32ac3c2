import type { Account, Identity } from './identity.js';

/**
 * What stands in the place of an address for an account that was made by signing in elsewhere: its
 * own part cannot be guessed before the account is there, and nothing is ever delivered to it.
 */
const domain = '@signed-in-elsewhere.invalid';

/** The address, as accounts are kept, of a person who has none here. */
export function placeholderOf(personId: string): string {
  return `${personId.toLowerCase()}${domain}`;
}

export function isPlaceholder(email: string): boolean {
  return email.endsWith(domain);
}

/** An address that another service says, and whether its owner has confirmed it here. */
export interface OutsideAddress {
  readonly email: string;
  readonly verified: boolean;
}

/** Addresses of people who sign in elsewhere. */
export interface OutsideAddresses {
  of(personId: string): Promise<OutsideAddress | undefined>;
  /** Who has confirmed an address. */
  personOf(email: string): Promise<string | undefined>;
}

/**
 * Shows people who sign in elsewhere with the address that is known from there. Such an address
 * never becomes the one that passwords are reset by and sign-ups collide with: nobody can take an
 * account of ours over by claiming its address elsewhere, nor the other way about.
 */
export function withOutsideAddresses(identity: Identity, outside: OutsideAddresses): Identity {
  async function shown(account: Account): Promise<Account> {
    const address = isPlaceholder(account.email) ? await outside.of(account.id) : undefined;
    return address === undefined
      ? account
      : { ...account, email: address.email, emailVerified: address.verified };
  }
  return {
    ...identity,
    async accountOf(headers) {
      const account = await identity.accountOf(headers);
      return account && shown(account);
    },
    async byIds(ids) {
      return Promise.all((await identity.byIds(ids)).map(shown));
    },
    async byEmail(email) {
      const own = await identity.byEmail(email);
      if (own !== undefined) {
        return own;
      }
      const personId = await outside.personOf(email.toLowerCase());
      const [account] = personId === undefined ? [] : await identity.byIds([personId]);
      return account && shown(account);
    },
  };
}
