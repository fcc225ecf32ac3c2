import { Webhook } from 'standardwebhooks';
import type { Seal } from '../../foundation/seal.js';
import type { DeliveryDoc, EndpointDoc } from './schemas.js';

const prefix = 'whsec_';
/** Standard Webhooks asks for 24 to 64. */
const secretBytes = 32;

/** A new secret with what is kept of it. */
export function freshSecret(seal: Seal, randomBytes: (count: number) => Uint8Array) {
  const secret = `${prefix}${Buffer.from(randomBytes(secretBytes)).toString('base64')}`;
  return { secret, sealedSecret: seal.seal(secret), hint: `${prefix}…${secret.slice(-4)}` };
}

/**
 * The headers of one attempt, as Standard Webhooks 1.0 has them: `webhook-id` is the same in every
 * attempt, the time is the attempt's, and while a rotation overlaps both secrets sign.
 */
export function signedHeaders(
  seal: Seal,
  message: {
    readonly endpoint: EndpointDoc;
    readonly delivery: Pick<DeliveryDoc, 'messageId' | 'payload'>;
    readonly now: Date;
  },
): Record<string, string> {
  const { endpoint, delivery, now } = message;
  const { messageId, payload } = delivery;
  const overlaps = (endpoint.previousUntil ?? '') > now.toISOString();
  const sealed = [endpoint.sealedSecret, overlaps ? endpoint.previousSealed : null];
  const signatures = sealed
    .filter((text) => text !== null)
    .map((text) => new Webhook(seal.open(text)).sign(messageId, now, payload));
  return {
    'content-type': 'application/json',
    'user-agent': 'Telex-Credits-Webhooks',
    'webhook-id': messageId,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': signatures.join(' '),
  };
}
