import { randomUUID } from 'node:crypto';

/** An account at Telex. */
export interface TelexUser {
  readonly id: string;
  email: string;
  password: string;
  readonly first_name: string;
  readonly last_name: string;
}

export interface TelexOrganisation {
  readonly id: string;
  name: string;
  readonly owner_id: string;
}

/** A channel with its incoming webhook, and what came in by it. */
export interface TelexChannel {
  readonly id: string;
  readonly webhookId: string;
  readonly messages: Readonly<Record<string, string>>[];
}

export interface TelexState {
  readonly users: TelexUser[];
  readonly organisations: TelexOrganisation[];
  /** Names of roles, by user and organisation; no member where there is none. */
  readonly roles: Map<string, string>;
  /** Users by their tokens. */
  readonly tokens: Map<string, string>;
  readonly channels: TelexChannel[];
}

export const emptyState = (): TelexState => ({
  users: [],
  organisations: [],
  roles: new Map(),
  tokens: new Map(),
  channels: [],
});

export const roleKey = (userId: string, organisationId: string) => `${userId}/${organisationId}`;

/** What a test does at Telex, as people do it there. */
export function createControls(state: TelexState) {
  return {
    /** Somebody signs up; Telex asks for no proof of the address. */
    addUser(user: { readonly email: string; readonly password?: string; readonly name?: string }) {
      const [first_name = '', ...rest] = (user.name ?? 'Ada Obi').split(' ');
      const made: TelexUser = {
        ...{ id: randomUUID(), email: user.email, password: user.password ?? randomUUID() },
        ...{ first_name, last_name: rest.join(' ') },
      };
      state.users.push(made);
      return made;
    },
    addOrganisation(owner: TelexUser, name: string): TelexOrganisation {
      const made = { id: randomUUID(), name, owner_id: owner.id };
      state.organisations.push(made);
      state.roles.set(roleKey(owner.id, made.id), 'Administrator');
      return made;
    },
    /** Gives a role by Telex's name for it; null ends the membership. */
    setRole(user: TelexUser, organisation: TelexOrganisation, role: string | null): void {
      const key = roleKey(user.id, organisation.id);
      if (role === null) {
        state.roles.delete(key);
      } else {
        state.roles.set(key, role);
      }
    },
    /** Ends every token of a user. */
    revokeTokens(user: TelexUser): void {
      for (const [token, userId] of state.tokens) {
        if (userId === user.id) {
          state.tokens.delete(token);
        }
      }
    },
    /** Every token that is good now. */
    tokens: (): string[] => [...state.tokens.keys()],
    addChannel(): TelexChannel {
      const made: TelexChannel = { id: randomUUID(), webhookId: randomUUID(), messages: [] };
      state.channels.push(made);
      return made;
    },
  };
}
