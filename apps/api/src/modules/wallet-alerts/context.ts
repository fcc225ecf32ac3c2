import type { LedgerStore } from '@telex-credits/store';
import type { Environment } from '../../foundation/environment.js';
import type { AuditLog, Mailer, Organisations } from '../../foundation/ports.js';
import type { Seal } from '../../foundation/seal.js';
import type { WalletAlertsRepository } from './repository.js';

/** What the parts of this module work with. */
export interface WalletAlertsContext {
  readonly repository: WalletAlertsRepository;
  readonly ledger: Pick<LedgerStore, 'entries' | 'lastSeq' | 'onCommit'>;
  readonly environment: Pick<Environment, 'now'>;
  readonly organisations: Pick<Organisations, 'confirmedEmails' | 'name'>;
  readonly mailer: Mailer;
  readonly audit: AuditLog;
  readonly seal: Seal;
  readonly appOrigin: string;
  /** Whose hooks may stand beside Telex's own: where `TELEX_API_BASE` is; null without one. */
  readonly telexOrigin: string | null;
  /** Sends JSON under the address rules; answers the status, or why there is none. */
  readonly post: (url: URL, body: object) => Promise<number | string>;
  /** Tells the organisation's webhook endpoints. Throws where it could not be stored. */
  readonly notify: (
    organisationId: string,
    event: {
      readonly type: 'wallet.low_balance';
      readonly id: string;
      readonly at: string;
      readonly data: Readonly<Record<string, string>>;
    },
  ) => Promise<void>;
}
