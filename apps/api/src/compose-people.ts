import { join } from 'node:path';
import type { LedgerStore } from '@telex-credits/store';
import type { RequestHandler } from 'express';
import type { Core } from './composition.js';
import { AppError } from './foundation/app-error.js';
import { createFolderMailer, createSmtpMailer } from './foundation/mailer.js';
import type { AuditLog, Mailer } from './foundation/ports.js';
import { createSeal } from './foundation/seal.js';
import { ownOrigins } from './http/origins.js';
import type { RateLimit } from './http/rate-limit.js';
import { createAuditLog } from './modules/people/audit-log.js';
import { createAuthHandler } from './modules/people/auth-handler.js';
import { createGuesses, type Guesses } from './modules/people/guesses.js';
import { type AuthDatabase, createIdentity, type Identity } from './modules/people/identity.js';
import { withOutsideAddresses } from './modules/people/outside-addresses.js';
import { createPeopleRepository } from './modules/people/repository.js';
import { createPeopleService, type PeopleService } from './modules/people/service.js';
import { createSessions, type Sessions } from './modules/people/sessions.js';
import { createTelexService, type TelexService } from './modules/telex/service.js';

/** People with everything around them: accounts, sessions, mail, audit. */
export interface People {
  readonly service: PeopleService;
  readonly sessions: Sessions;
  readonly audit: AuditLog;
  readonly mailer: Mailer;
  readonly telex: TelexService;
  readonly guesses: Guesses;
  /** Answers `/api/auth/*`. */
  readonly auth: RequestHandler;
}

/** Makes people; the tables or collections of better-auth are there when this resolves. */
export async function composePeople(
  core: Core,
  options: {
    readonly authDatabase: AuthDatabase;
    readonly authLimits?:
      | { readonly address?: RateLimit; readonly account?: RateLimit }
      | undefined;
  },
): Promise<People> {
  const { config, environment, ledger } = core;
  const { now, newId } = environment;
  const { appOrigin, publicUrl } = config;
  const repository = createPeopleRepository(core.documents);
  const audit = createAuditLog({ repository, now, newId });
  const mailer = mailerOf(core);
  const service: PeopleService = createPeopleService({
    ...{ repository, mailer, audit, now, newId, appOrigin },
    identity: () => identity,
    openWallet: (organisationId) => openWallet(ledger, organisationId),
    testMode: config.payments.includes('sandbox'),
    baseCurrency: config.baseCurrency,
  });
  const origins = ownOrigins(config);
  const own = createIdentity({
    ...{ database: options.authDatabase, secretKey: core.secretKey, publicUrl, appOrigin },
    ...{ origins, newId, mailer },
    beforeSession: (account) => service.ensureHome(account),
    signInWithTelex: (credentials) => telex.signIn(credentials),
    afterPasswordReset: (personId) => telex.endLink(personId),
  });
  await own.migrate();
  const telex: TelexService = composeTelex(core, {
    ...{ own, service, audit, mailer },
    forgetSessions: () => sessions.forget(),
  });
  const identity = withOutsideAddresses(own, telex.addresses);
  const sessions = createSessions({ identity, now });
  const guesses = createGuesses(options.authLimits?.account);
  const auth = createAuthHandler({
    ...{ identity, sessions, publicUrl, appOrigin, origins, guesses },
    addressLimit: options.authLimits?.address,
  });
  return { service, sessions, audit, mailer, telex, guesses, auth };
}

function composeTelex(
  { config, documents, environment, jobs, secretKey }: Core,
  parts: {
    readonly own: Identity;
    readonly service: PeopleService;
    readonly audit: AuditLog;
    readonly mailer: Mailer;
    readonly forgetSessions: () => void;
  },
): TelexService {
  const { own, service, audit, mailer, forgetSessions } = parts;
  const { randomBytes } = environment;
  const sealFor = (purpose: string) => createSeal({ secretKey, purpose, randomBytes });
  const telex = createTelexService({
    ...{ documents, environment, audit, mailer, forgetSessions, appOrigin: config.appOrigin },
    apiBase: config.telex.apiBase,
    accounts: own,
    setMemberships: (personId, wanted) => service.setTelexMemberships(personId, wanted),
    tokens: sealFor('telex token'),
    confirmations: sealFor('telex confirmation'),
  });
  jobs.every('refresh-telex', 60, () => telex.refreshDue());
  return telex;
}

/** Opens an organisation's wallet, or finds it open. Throws 503 when that is not known. */
async function openWallet(ledger: LedgerStore, organisationId: string): Promise<void> {
  const id = `open:${organisationId}`;
  const [result] = await ledger.submit([{ type: 'open', id, walletId: organisationId }]);
  if (result?.ok === true || result?.refusal.code === 'wallet_exists') {
    return;
  }
  throw new AppError(503, 'ledger_unavailable', 'The wallet could not be opened. Try again.');
}

function mailerOf({ config, environment, logger }: Core): Mailer {
  const host = new URL(config.publicUrl).hostname;
  if (config.smtpUrl !== null) {
    const from = `Telex Credits <no-reply@${host}>`;
    return createSmtpMailer({ smtpUrl: config.smtpUrl, from, logger });
  }
  const folder = join(config.database.folder, 'mail');
  return createFolderMailer({ folder, environment, logger, logLinks: !config.production });
}
