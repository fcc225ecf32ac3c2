import { type OutgoingEvent, publicView, type SandboxPayment } from './payment.js';

const lateSeconds = 10;
const outOfOrderSeconds = 3;

/** When an event is sent next, of all that wait. */
export function earliestSend(outgoing: readonly OutgoingEvent[]): string | null {
  return outgoing.reduce<string | null>(
    (first, { nextAt }) => (nextAt !== null && (first === null || nextAt < first) ? nextAt : first),
    null,
  );
}

const after = (at: string, seconds: number) =>
  new Date(Date.parse(at) + seconds * 1000).toISOString();

/** How a new event of the payment sets out, by the fault that was chosen for it. */
function startOf(
  { delivery }: SandboxPayment,
  at: string,
): Pick<OutgoingEvent, 'nextAt' | 'copies' | 'forged'> {
  const start = { nextAt: at, copies: 1, forged: false };
  switch (delivery) {
    case 'once':
      return start;
    case 'twice':
      return { ...start, copies: 2 };
    case 'late':
      return { ...start, nextAt: after(at, lateSeconds) };
    case 'out_of_order':
      // All that comes meanwhile leaves together with it, newest first.
      return { ...start, nextAt: after(at, outOfOrderSeconds) };
    case 'never':
      return { ...start, nextAt: null };
    case 'forged':
      return { ...start, forged: true };
  }
}

/** Adds an event about the payment as it is now. */
export function withEvent(
  payment: SandboxPayment,
  event: {
    readonly id: string;
    readonly type: string;
    readonly at: string;
    /** What it tells besides the payment. */
    readonly more?: object;
  },
): SandboxPayment {
  const { id, type, at, more } = event;
  const body = JSON.stringify({
    ...{ id, object: 'event', type, created: at, livemode: payment.livemode },
    data: { object: { ...publicView(payment), ...more } },
  });
  const unsent = { attempts: 0, delivered: false, lastError: null };
  const outgoing = [...payment.outgoing, { id, type, body, ...unsent, ...startOf(payment, at) }];
  return { ...payment, outgoing, nextSendAt: earliestSend(outgoing) };
}

/** Sends one event of the payment again, whatever became of it, with a good signature. */
export function resent(
  payment: SandboxPayment,
  event: { readonly id: string; readonly at: string },
): SandboxPayment | undefined {
  const known = payment.outgoing.find(({ id }) => id === event.id);
  if (known === undefined) {
    return undefined;
  }
  const again = { attempts: 0, copies: 1, forged: false, nextAt: event.at };
  const outgoing = payment.outgoing.map((one) => (one === known ? { ...one, ...again } : one));
  return { ...payment, outgoing, nextSendAt: earliestSend(outgoing) };
}
