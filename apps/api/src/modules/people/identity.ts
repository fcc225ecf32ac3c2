import { betterAuth } from 'better-auth';
import { mongodbAdapter } from 'better-auth/adapters/mongodb';
import { isAPIError } from 'better-auth/api';
import { getMigrations } from 'better-auth/db/migration';
import { bearer } from 'better-auth/plugins';
import type { Dialect } from 'kysely';
import type { Db, MongoClient } from 'mongodb';
import type { Mailer } from '../../foundation/ports.js';
import { prepareAuthCollections } from './auth-collections.js';
import { isPlaceholder, placeholderOf } from './outside-addresses.js';
import { type SignInWithTelex, telexDoor } from './telex-door.js';

/** An account as the rest of the program sees it. */
export interface Account {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly emailVerified: boolean;
}

/** Accounts, passwords, sessions and e-mail verification: better-auth behind our own words. */
export interface Identity {
  /** Makes or completes tables or collections. */
  migrate(): Promise<void>;
  /** Answers a request under `/api/auth`; throws what our hooks throw. */
  handle(request: Request): Promise<Response>;
  /** Whose session the cookie or bearer token is; null for none, ended or forged. */
  accountOf(headers: Headers): Promise<Account | null>;
  byEmail(email: string): Promise<Account | undefined>;
  byIds(ids: readonly string[]): Promise<Account[]>;
  /** Makes an account with a confirmed address, or answers the one that is there already. */
  create(input: {
    readonly email: string;
    readonly password: string;
    readonly name: string;
  }): Promise<Account>;
  /** Makes the account of somebody who signs in elsewhere: no address, no password. Safe to repeat. */
  createOutside(input: { readonly id: string; readonly name: string }): Promise<void>;
  /** Null where the account has no password here. */
  checkPassword(personId: string, password: string): Promise<boolean | null>;
}

/** Where accounts are kept. */
export type AuthDatabase =
  | { readonly kind: 'sqlite'; readonly dialect: Dialect }
  /** A replica set or sharded cluster: better-auth uses transactions. */
  | { readonly kind: 'mongodb'; readonly db: Db; readonly client: MongoClient };

interface IdentityDeps {
  readonly database: AuthDatabase;
  readonly secretKey: string;
  readonly publicUrl: string;
  readonly appOrigin: string;
  readonly origins: readonly string[];
  readonly newId: (prefix: string) => string;
  readonly mailer: Mailer;
  /** Called before a session begins: makes what every account needs to work. */
  readonly beforeSession: (account: Account) => Promise<void>;
  readonly signInWithTelex: SignInWithTelex;
  /** After a new password was set by a mailed link: what else opens the account must end. */
  readonly afterPasswordReset: (personId: string) => Promise<void>;
}

const prefixes: Readonly<Record<string, string>> = {
  user: 'usr',
  session: 'ses',
  account: 'acc',
  verification: 'ver',
};

/** Our own header: never the client's word on where it comes from. */
export const remoteAddressHeader = 'x-telex-credits-remote-address';

/** better-auth with e-mail and password, cookies and bearer tokens. */
export function createIdentity(deps: IdentityDeps): Identity {
  const auth = createAuth(deps);

  async function accounts(
    where: { field: string; operator?: 'in'; value: string | string[] }[],
  ): Promise<Account[]> {
    const { adapter } = await auth.$context;
    const found = await adapter.findMany<Account>({ model: 'user', where });
    return found.map(toAccount);
  }

  async function byEmail(email: string): Promise<Account | undefined> {
    const [found] = await accounts([{ field: 'email', value: email.toLowerCase() }]);
    return found;
  }

  return {
    async migrate() {
      if (deps.database.kind === 'mongodb') {
        await prepareAuthCollections(deps.database.db);
      } else {
        const { runMigrations } = await getMigrations(auth.options);
        await runMigrations();
      }
    },
    async handle(request) {
      try {
        return await auth.handler(request);
      } catch (error) {
        if (isAPIError(error)) {
          return Response.json(error.body ?? {}, { status: error.statusCode });
        }
        // Ours, thrown in a hook, and real failures: the app answers and logs them.
        throw error;
      }
    },
    async accountOf(headers) {
      const session = await auth.api.getSession({ headers });
      return session === null ? null : toAccount(session.user);
    },
    byEmail,
    byIds: (ids) =>
      ids.length === 0
        ? Promise.resolve([])
        : accounts([{ field: 'id', operator: 'in', value: [...ids] }]),
    async create({ email, password, name }) {
      const { internalAdapter, password: hasher } = await auth.$context;
      const there = await byEmail(email);
      const user =
        there ??
        toAccount(
          await internalAdapter.createUser(
            { email: email.toLowerCase(), name, emailVerified: true },
            { method: 'admin' },
          ),
        );
      // A crash may have come between the two: the password is looked for on its own.
      const logins = await internalAdapter.findAccounts(user.id);
      if (!logins.some((login) => login.providerId === 'credential')) {
        await internalAdapter.linkAccount({
          userId: user.id,
          accountId: user.id,
          providerId: 'credential',
          password: await hasher.hash(password),
        });
      }
      return user;
    },
    async createOutside({ id, name }) {
      const { internalAdapter } = await auth.$context;
      if ((await internalAdapter.findUserById(id)) !== null) {
        return;
      }
      const user = { id, name, email: placeholderOf(id), emailVerified: false };
      try {
        await internalAdapter.createUser(user, { method: 'admin' });
      } catch (error) {
        // Another request may have been faster.
        if ((await internalAdapter.findUserById(id)) === null) {
          throw error;
        }
      }
    },
    async checkPassword(personId, password) {
      const { internalAdapter, password: hasher } = await auth.$context;
      const login = await internalAdapter.findCredentialAccount(personId);
      return login?.password ? hasher.verify({ hash: login.password, password }) : null;
    },
  };
}

function toAccount(user: Account): Account {
  const { id, email, name, emailVerified } = user;
  return { id, email, name, emailVerified: Boolean(emailVerified) };
}

function databaseOption(database: AuthDatabase) {
  if (database.kind === 'mongodb') {
    return mongodbAdapter(database.db, { client: database.client });
  }
  return { dialect: database.dialect, type: 'sqlite' as const };
}

/** Nothing goes to an address that only stands for one. */
function mailerToReal(mailer: Mailer): Mailer {
  return { send: async (mail) => isPlaceholder(mail.to) || mailer.send(mail) };
}

function createAuth(deps: IdentityDeps) {
  const { appOrigin, publicUrl } = deps;
  const mailer = mailerToReal(deps.mailer);
  return betterAuth({
    appName: 'Telex Credits',
    baseURL: publicUrl,
    basePath: '/api/auth',
    secret: deps.secretKey,
    database: databaseOption(deps.database),
    trustedOrigins: [...deps.origins],
    telemetry: { enabled: false },
    logger: { disabled: true },
    // Ours count per account as well as per address, and answer problems: see auth-handler.ts.
    rateLimit: { enabled: false },
    // Else it prints errors to the console itself.
    onAPIError: { throw: true },
    plugins: [bearer(), telexDoor(deps.signInWithTelex)],
    emailAndPassword: {
      enabled: true,
      revokeSessionsOnPasswordReset: true,
      onPasswordReset: ({ user }) => deps.afterPasswordReset(user.id),
      sendResetPassword: async ({ user, token }) => {
        const link = `${appOrigin}/reset-password?token=${encodeURIComponent(token)}`;
        await mailer.send({
          to: user.email,
          subject: 'Set a new password',
          text: `To set a new password for Telex Credits, open\n\n${link}\n\nIf you did not ask for it, do nothing.`,
        });
      },
    },
    emailVerification: {
      sendOnSignUp: true,
      sendVerificationEmail: async ({ user, token }) => {
        const link = new URL('/api/auth/verify-email', publicUrl);
        link.searchParams.set('token', token);
        link.searchParams.set('callbackURL', `${appOrigin}/confirmed`);
        await mailer.send({
          to: user.email,
          subject: 'Confirm your e-mail address',
          text: `Welcome to Telex Credits. To confirm this address, open\n\n${link.href}\n\nThe link works for an hour.`,
        });
      },
    },
    session: { expiresIn: 60 * 60 * 24 * 14 },
    databaseHooks: {
      session: {
        create: {
          before: async (session, context) => {
            const user = await context?.context.internalAdapter.findUserById(session.userId);
            if (user) {
              await deps.beforeSession(toAccount(user));
            }
          },
        },
      },
    },
    advanced: {
      useSecureCookies: publicUrl.startsWith('https:'),
      ipAddress: { ipAddressHeaders: [remoteAddressHeader] },
      database: { generateId: ({ model }) => deps.newId(prefixes[model] ?? 'aut') },
    },
  });
}
