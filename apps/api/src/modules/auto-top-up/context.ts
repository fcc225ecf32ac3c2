import type { LedgerReader } from '@telex-credits/store';
import type { Environment } from '../../foundation/environment.js';
import type { AuditLog, EventPublisher, Mailer, Organisations } from '../../foundation/ports.js';
import type { PaymentMethodsService } from '../payment-methods/service.js';
import type { PurchasesService } from '../purchases/service.js';
import type { AutoTopUpRepository } from './repository.js';

/** What the parts of this module work with. */
export interface AutoTopUpContext {
  readonly repository: AutoTopUpRepository;
  readonly ledger: Pick<LedgerReader, 'wallet'>;
  readonly purchases: PurchasesService['topUps'];
  readonly methods: Pick<PaymentMethodsService, 'chargeable'>;
  /** The month that it is now in a wallet's time zone, `2026-11`. */
  readonly monthOf: (organisationId: string) => Promise<string>;
  readonly environment: Pick<Environment, 'now' | 'newId'>;
  readonly organisations: Pick<Organisations, 'emails' | 'name'>;
  readonly mailer: Mailer;
  readonly events: EventPublisher;
  readonly audit: AuditLog;
  readonly appOrigin: string;
}

/** Now, as documents keep it. */
export function timeOf({ environment }: Pick<AutoTopUpContext, 'environment'>): string {
  return environment.now().toISOString();
}
