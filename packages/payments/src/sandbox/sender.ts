import { update } from '@telex-credits/store';
import { request } from 'undici';
import { signTimestamped } from '../signature.js';
import { earliestSend } from './events.js';
import type { OutgoingEvent, SandboxPayment } from './payment.js';
import type { SandboxService } from './service.js';

/** Seconds until the next attempt, after each failed one; then the event is given up. */
const backoffSeconds = [2, 10, 60, 300, 1800, 7200, 21_600, 43_200, 86_400] as const;
const timeoutMs = 10_000;

/** One delivery; null where it was taken, otherwise why not. */
async function post(
  event: OutgoingEvent,
  to: { readonly url: string; readonly secret: string; readonly now: Date },
): Promise<string | null> {
  const raw = Buffer.from(event.body);
  const secret = event.forged ? 'a guess' : to.secret;
  try {
    const reply = await request(to.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'user-agent': 'telex-credits-sandbox',
        'sandbox-signature': signTimestamped(secret, raw, to.now),
      },
      body: raw,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    });
    await reply.body.dump();
    return reply.statusCode >= 200 && reply.statusCode < 300 ? null : `HTTP ${reply.statusCode}`;
  } catch (error) {
    return error instanceof Error ? error.message : 'failed';
  }
}

/** Delivered, and sent once more where that was asked for. */
function afterDelivery(sent: OutgoingEvent, now: Date): OutgoingEvent {
  const copies = sent.copies - 1;
  const nextAt = copies > 0 ? now.toISOString() : null;
  return { ...sent, nextAt, copies, delivered: true, lastError: null };
}

/** Sends the sandbox's events to our webhook endpoint, signed, until each was answered with 2xx. */
export function createSandboxSender(deps: {
  readonly service: SandboxService;
  readonly now: () => Date;
  readonly secret: string;
  /** Asked at each attempt: the port is known only once the server listens. */
  readonly webhookUrl: () => string;
}) {
  const { payments } = deps.service;

  /** Changes one event of a payment; `undefined` when it is no longer as expected. */
  async function changeEvent(
    paymentId: string,
    eventId: string,
    change: (event: OutgoingEvent) => OutgoingEvent | undefined,
  ): Promise<OutgoingEvent | undefined> {
    let changed: OutgoingEvent | undefined;
    await update(payments, paymentId, (payment): SandboxPayment | undefined => {
      const event = payment.outgoing.find(({ id }) => id === eventId);
      const next = event === undefined ? undefined : change(event);
      changed = next;
      if (next === undefined) {
        return undefined;
      }
      const outgoing = payment.outgoing.map((other) => (other.id === eventId ? next : other));
      return { ...payment, outgoing, nextSendAt: earliestSend(outgoing) };
    });
    return changed;
  }

  /** Takes an event for one attempt: sets the next one first, so that a crash only repeats it. */
  function claim(paymentId: string, eventId: string): Promise<OutgoingEvent | undefined> {
    const now = deps.now();
    return changeEvent(paymentId, eventId, (event) => {
      if (event.nextAt === null || event.nextAt > now.toISOString()) {
        return undefined;
      }
      const wait = backoffSeconds[event.attempts];
      const nextAt = wait === undefined ? null : new Date(now.getTime() + wait * 1000);
      return { ...event, attempts: event.attempts + 1, nextAt: nextAt?.toISOString() ?? null };
    });
  }

  async function attempt(paymentId: string, eventId: string): Promise<void> {
    const event = await claim(paymentId, eventId);
    if (event === undefined) {
      return;
    }
    const { secret, now, webhookUrl } = deps;
    const failure = await post(event, { url: webhookUrl(), secret, now: now() });
    await changeEvent(paymentId, eventId, (sent) =>
      failure === null ? afterDelivery(sent, now()) : { ...sent, lastError: failure.slice(0, 200) },
    );
  }

  /** Attempts every event whose time has come, once, or as often as it is to be delivered. */
  async function sendDue(): Promise<void> {
    const before = new Date(deps.now().getTime() + 1).toISOString();
    const query = { index: 'by_sending', equals: [], range: { before }, limit: 100 } as const;
    for (const { doc } of (await payments.find(query)).items) {
      const inOrder = doc.delivery === 'out_of_order' ? doc.outgoing.toReversed() : doc.outgoing;
      for (const { id, copies } of inOrder) {
        for (let copy = 0; copy < copies; copy += 1) {
          await attempt(doc.id, id);
        }
      }
    }
  }

  return { sendDue };
}
