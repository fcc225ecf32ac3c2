import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DocumentStore } from '@telex-credits/store';
import type { PaymentProvider } from '../provider.js';
import { createSandboxProvider } from './adapter.js';
import { createSandboxHandler } from './http.js';
import type { SandboxSecrets } from './secrets.js';
import { createSandboxSender } from './sender.js';
import { type SandboxEnvironment, SandboxService } from './service.js';

/** The built-in test provider: both its own server and our adapter to it. */
export interface Sandbox {
  readonly provider: PaymentProvider;
  /** Serves `/sandbox/*`; false for other paths. Mount it before any body parser. */
  readonly handle: (req: IncomingMessage, res: ServerResponse) => Promise<boolean>;
  /** Ends sessions and slow payments whose time has come and sends events that are due; call it every second or so. */
  readonly tick: () => Promise<void>;
  /** Waits until nothing that was started is under way. */
  readonly idle: () => Promise<void>;
  /** The provider's side itself: what its dashboard would do, such as a refund made over there. */
  readonly service: SandboxService;
}

/**
 * Makes the sandbox. Its objects live in `documents` and so survive a restart; its webhooks go over
 * HTTP to `{serverUrl}/webhooks/sandbox`. `serverUrl` is our own server as seen from this machine
 * (`http://127.0.0.1:4000`), `publicUrl` as seen by payers.
 */
export function createSandbox(deps: {
  readonly documents: DocumentStore;
  readonly environment: SandboxEnvironment;
  readonly secrets: SandboxSecrets;
  readonly merchant: string;
  readonly serverUrl: () => string;
  readonly publicUrl: () => string;
  /** Who may open `/sandbox/dashboard`; nobody unless told. */
  readonly isOperator?: (req: IncomingMessage) => Promise<boolean>;
  /** Told what went wrong in the background. */
  readonly onError: (error: unknown) => void;
}): Sandbox {
  const { environment, secrets, merchant, serverUrl, publicUrl, onError } = deps;
  const { isOperator = async () => false } = deps;
  let running: Promise<void> = Promise.resolve();
  let wanted = false;

  /** Runs after what is under way; many nudges meanwhile make one run. */
  function nudge(): void {
    if (wanted) {
      return;
    }
    wanted = true;
    running = running.then(async () => {
      wanted = false;
      await sender.sendDue().catch(onError);
    });
  }

  const { documents } = deps;
  const service = new SandboxService({ documents, environment, onEvent: nudge });
  const sender = createSandboxSender({
    service,
    now: environment.now,
    secret: secrets.webhook,
    webhookUrl: () => `${serverUrl()}/webhooks/sandbox`,
  });
  return {
    service,
    provider: createSandboxProvider({
      api: { baseUrl: serverUrl, apiKey: secrets.apiKey },
      webhookSecret: secrets.webhook,
      now: environment.now,
    }),
    handle: createSandboxHandler({
      service,
      apiKey: secrets.apiKey,
      merchant,
      publicUrl,
      isOperator,
    }),
    async tick() {
      await service.endAllOver();
      nudge();
      await running;
    },
    idle: () => running,
  };
}
