import type { Environment } from '../../foundation/environment.js';
import type { AuditLog, Mailer, Organisations } from '../../foundation/ports.js';
import type { Seal } from '../../foundation/seal.js';
import type { AddressRules } from '../../gateway/addresses/address-rules.js';
import type { Upstreams } from '../../gateway/upstream/upstreams.js';
import type { EventsService } from '../events/service.js';
import type { WebhookEndpointsRepository } from './repository.js';

/** What this module needs from the rest of the house. */
export interface WebhookEndpointsNeeds {
  readonly environment: Environment;
  /** The organisation's events, which deliveries are made of. */
  readonly events: Pick<EventsService, 'after' | 'newest' | 'onStored'>;
  /** Connections that go through the same rules. */
  readonly upstreams: Pick<Upstreams, 'open'>;
  readonly rules: Pick<AddressRules, 'checkShape' | 'checkUpstreamUrl'>;
  /** Plain http is for development only. */
  readonly allowHttp: boolean;
  readonly organisations: Pick<Organisations, 'name' | 'emails'>;
  readonly mailer: Mailer;
  readonly audit: AuditLog;
  readonly appOrigin: string;
  readonly onError: (error: unknown) => void;
  /** From 0 up to 1; random unless given. */
  readonly jitter?: () => number;
  /** Of one attempt; 15 seconds unless given. */
  readonly timeLimitMillis?: number;
}

/** What the parts of this module share. */
export interface WebhookContext extends WebhookEndpointsNeeds {
  readonly repository: WebhookEndpointsRepository;
  readonly seal: Seal;
  readonly jitter: () => number;
  readonly timeLimitMillis: number;
  /** Once the process is about to end, nothing is begun any more. */
  readonly life: { closing: boolean };
}

/** Who manages endpoints: a person, or a key with scope `admin`. */
export interface Manager {
  readonly organisationId: string;
  readonly actorId: string;
}
