import { createHmac } from 'node:crypto';

/** What the sandbox and our side of it share; never shown to anybody. */
export interface SandboxSecrets {
  /** Signs webhooks. */
  readonly webhook: string;
  /** Opens the sandbox's own API. */
  readonly apiKey: string;
}

/** Secrets of one installation, made from its `SECRET_KEY` (or any random text that it keeps). */
export function deriveSandboxSecrets(secretKey: string): SandboxSecrets {
  const derive = (use: string) =>
    createHmac('sha256', secretKey).update(`telex-credits sandbox ${use}`).digest('hex');
  return { webhook: `sbx_whsec_${derive('webhook')}`, apiKey: `sbx_sk_${derive('api')}` };
}
