import type {
  QueryOf,
  ReplyOf,
  Wallet,
  WalletLimits,
  walletRoutes,
} from '@telex-credits/contracts';
import type { Micros } from '@telex-credits/money';
import type { DocumentStore, LedgerStore } from '@telex-credits/store';
import { AppError } from '../../foundation/app-error.js';
import type { Environment } from '../../foundation/environment.js';
import type { AuditLog, LimitRefs } from '../../foundation/ports.js';
import { limitRefs } from './limit-refs.js';
import { createLimitsCache } from './limits-cache.js';
import { burnDays, settledWallet, showWallet, spentSince } from './overview.js';
import { createCalendar } from './periods.js';
import { createWalletRepository } from './repository.js';
import { readStatement } from './statement.js';

/** Balance, statement and caps of wallets; the door to this module. */
export interface WalletService extends LimitRefs {
  wallet(organisationId: string): Promise<Wallet>;
  transactions(
    organisationId: string,
    query: QueryOf<typeof walletRoutes.transactions>,
  ): Promise<ReplyOf<typeof walletRoutes.transactions>>;
  limits(organisationId: string): Promise<WalletLimits>;
  /** The month that it is now in the wallet's time zone, `2026-11`. */
  monthOf(organisationId: string): Promise<string>;
  setLimits(
    owner: { readonly organisationId: string; readonly actorId: string },
    limits: WalletLimits,
  ): Promise<WalletLimits>;
}

export interface WalletDeps {
  readonly documents: DocumentStore;
  readonly ledger: LedgerStore;
  readonly environment: Pick<Environment, 'now'>;
  readonly audit: AuditLog;
  /** Credits that calls took since a time; the usage service's sums where they are there. */
  readonly spentSince?: (organisationId: string, from: string) => Promise<Micros>;
}

/** Makes the wallet service. */
export function createWalletService(deps: WalletDeps): WalletService {
  const { ledger, environment, audit } = deps;
  const repository = createWalletRepository(deps.documents);
  const periodsOf = createCalendar();
  const caps = createLimitsCache({ now: environment.now, read: repository.limits });
  const spent =
    deps.spentSince ?? ((organisationId, from) => spentSince(ledger, organisationId, from));
  return {
    async wallet(organisationId) {
      const wallet = await settledWallet(ledger, organisationId);
      const now = environment.now();
      const from = new Date(now.getTime() - burnDays * 86_400_000).toISOString();
      return showWallet(ledger, wallet, {
        ...{ organisationId, now },
        limits: await repository.limits(organisationId),
        spent: wallet === undefined ? 0n : await spent(organisationId, from),
      });
    },
    async transactions(organisationId, query) {
      await settledWallet(ledger, organisationId);
      return readStatement(ledger, organisationId, query);
    },
    limits: (organisationId) => repository.limits(organisationId),
    async monthOf(organisationId) {
      const { timezone } = await repository.limits(organisationId);
      return periodsOf(timezone, environment.now()).month.name;
    },
    async setLimits({ organisationId, actorId }, limits) {
      refuseDoubles(limits);
      const updatedAt = environment.now().toISOString();
      const kept = { ...limits, id: organisationId, updatedAt, updatedBy: actorId };
      await repository.saveLimits(kept);
      caps.forget(organisationId);
      await audit.record({
        ...{ actorId, organisationId, action: 'wallet.limits_set', objectId: organisationId },
        detail: { ...limits },
      });
      return repository.limits(organisationId);
    },
    async for({ organisationId, moduleId, identity }) {
      const limits = await caps.of(organisationId);
      const periods = periodsOf(limits.timezone, environment.now());
      return limitRefs(limits, periods, { moduleId, identity });
    },
  };
}

function refuseDoubles({ modules }: WalletLimits): void {
  const names = modules.map(({ moduleId, period }) => JSON.stringify([moduleId, period]));
  if (new Set(names).size < names.length) {
    throw new AppError(
      400,
      'duplicate_module_limit',
      'A module has at most one cap per period. Remove the second one.',
    );
  }
}
