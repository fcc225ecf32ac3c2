import { z } from 'zod';
import { SandboxError } from './error.js';
import { type Exchange, readForm, type SandboxRoute, sendPage } from './exchange.js';
import { bankPage, checkoutPage, isDone, wayBack } from './page.js';
import type { PayerAct } from './paying.js';
import { cardBehaviours, deliveryFaults } from './payment.js';
import type { SandboxService } from './service.js';

const acts = {
  pay: { kind: 'pay' },
  decline: { kind: 'decline', code: 'card_declined' },
  deny: { kind: 'decline', code: 'authentication_failed' },
  insufficient_funds: { kind: 'decline', code: 'insufficient_funds' },
  delay: { kind: 'delay', settle: null },
  delay_paid: { kind: 'delay', settle: 'paid' },
  delay_failed: { kind: 'delay', settle: 'failed' },
  expire: { kind: 'expire' },
  wrong_amount: { kind: 'wrong', what: 'amount' },
  wrong_currency: { kind: 'wrong', what: 'currency' },
  wrong_mode: { kind: 'wrong', what: 'mode' },
} as const satisfies Record<string, PayerAct>;

/** Choices that leave the session as it is. */
const looks = ['abandon', 'authenticate'] as const;

const formSchema = z.object({
  choice: z.union([z.enum(Object.keys(acts) as (keyof typeof acts)[]), z.enum(looks)]),
  card: z.enum(cardBehaviours).default('paid'),
  delivery: z.enum(deliveryFaults).default('once'),
});

/** What payers see and send. */
export function checkoutRoutes(deps: {
  readonly service: SandboxService;
  readonly merchant: string;
}): SandboxRoute[] {
  const { service, merchant } = deps;
  const path = /^\/sandbox\/checkout\/(\w+)$/;

  async function show({ res, id }: Exchange): Promise<void> {
    const payment = await service.expireIfOver(id);
    sendPage(res, 200, checkoutPage(payment, merchant), payment);
  }

  async function askBank(
    res: Exchange['res'],
    id: string,
    chosen: Parameters<typeof bankPage>[1],
  ): Promise<void> {
    const payment = await service.expireIfOver(id);
    const isOpen = payment.status === 'open';
    const page = isOpen ? bankPage(payment, chosen) : checkoutPage(payment, merchant);
    sendPage(res, isOpen ? 200 : 409, page, payment);
  }

  async function choose({ req, res, id }: Exchange): Promise<void> {
    const form = formSchema.safeParse(await readForm(req));
    if (!form.success) {
      throw new SandboxError(400, 'invalid_choice', 'There is no such choice.');
    }
    const { choice, ...chosen } = form.data;
    if (choice === 'authenticate') {
      await askBank(res, id, chosen);
      return;
    }
    const payment =
      choice === 'abandon'
        ? await service.get(id)
        : await service.work(id, { act: acts[choice], ...chosen });
    if (choice === 'pay' && !isDone(payment)) {
      sendPage(res, 409, checkoutPage(payment, merchant), payment);
      return;
    }
    res.writeHead(303, { location: wayBack(payment), 'cache-control': 'no-store' }).end();
  }

  return [
    { method: 'GET', path, run: show },
    { method: 'POST', path, run: choose },
  ];
}
