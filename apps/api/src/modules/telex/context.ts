import type { Environment } from '../../foundation/environment.js';
import type { AuditLog, Mailer } from '../../foundation/ports.js';
import type { Seal } from '../../foundation/seal.js';
import type { createSerial } from '../../foundation/serial.js';
import type { PeopleService } from '../people/service.js';
import type { TelexRepository } from './repository.js';
import { roleOf } from './roles.js';
import type { TelexIdentity } from './schemas.js';
import type { TelexApi, TelexLogin, TelexOrganisation } from './telex-api.js';

/** What the parts of this module work with. */
export interface TelexContext {
  readonly repository: TelexRepository;
  readonly api: TelexApi;
  readonly accounts: {
    /** The account whose own address this is. */
    byEmail(
      email: string,
    ): Promise<{ readonly id: string; readonly emailVerified: boolean } | undefined>;
    createOutside(input: { readonly id: string; readonly name: string }): Promise<void>;
    /** Null where the account has no password. */
    checkPassword(personId: string, password: string): Promise<boolean | null>;
  };
  readonly setMemberships: PeopleService['setTelexMemberships'];
  /** What is remembered about who is signed in no longer holds. */
  readonly forgetSessions: () => void;
  readonly tokens: Seal;
  readonly confirmations: Seal;
  readonly environment: Pick<Environment, 'now' | 'newId'>;
  readonly audit: AuditLog;
  readonly mailer: Mailer;
  readonly appOrigin: string;
  /** One at a time per Telex account: an older answer never goes over a newer one. */
  readonly serial: ReturnType<typeof createSerial>;
}

/** How long an answer of Telex is good before it is asked again. */
const freshMs = 15 * 60_000;

export function later({ environment }: Pick<TelexContext, 'environment'>, ms = freshMs): string {
  return new Date(environment.now().getTime() + ms).toISOString();
}

export function timeOf({ environment }: Pick<TelexContext, 'environment'>): string {
  return environment.now().toISOString();
}

/** What an identity holds after Telex has answered everything. */
export function freshFrom(
  context: TelexContext,
  { email, token }: Pick<TelexLogin, 'email' | 'token'>,
): Pick<TelexIdentity, 'email' | 'sealedToken' | 'refreshedAt' | 'refusedAt' | 'dueAt'> {
  const sealedToken = context.tokens.seal(token);
  return {
    email,
    sealedToken,
    refreshedAt: timeOf(context),
    refusedAt: null,
    dueAt: later(context),
  };
}

export function membershipsFrom(organisations: readonly TelexOrganisation[]) {
  return organisations.map(({ id, name, role }) => ({ telexId: id, name, role: roleOf(role) }));
}
