import { isCurrency, parseMoney } from '@telex-credits/money';
import { z } from 'zod';
import { dashboardPage, paymentPage } from './dashboard-page.js';
import { SandboxError } from './error.js';
import { type Exchange, readForm, type SandboxRoute, sendPage } from './exchange.js';
import { disputeSteps } from './money-back.js';
import type { SandboxService } from './service.js';

const formSchema = z.discriminatedUnion('action', [
  z.object({ action: z.literal('refund'), amount: z.string().max(30) }),
  z.object({
    action: z.literal('end_refund'),
    refund: z.string(),
    to: z.enum(['succeeded', 'failed']),
  }),
  z.object({ action: z.literal('start_refunds'), as: z.enum(['succeeded', 'pending']) }),
  z.object({ action: z.literal('dispute'), step: z.enum(disputeSteps) }),
  z.object({ action: z.literal('warn') }),
  z.object({ action: z.literal('settle'), to: z.enum(['paid', 'failed']) }),
  z.object({ action: z.literal('expire') }),
  z.object({ action: z.literal('detach'), card: z.string() }),
  z.object({ action: z.literal('resend'), event: z.string() }),
]);
type Form = z.output<typeof formSchema>;

/** An amount as a person writes it, `5.00`, in minor units. */
async function minorOf(service: SandboxService, id: string, amount: string): Promise<string> {
  const { currency } = await service.get(id);
  try {
    if (isCurrency(currency)) {
      return parseMoney({ amount: amount.trim(), currency }).minor.toString();
    }
  } catch {
    // The same words for whatever is wrong with it.
  }
  throw new SandboxError(400, 'invalid_amount', `This is not an amount of ${currency}.`);
}

async function work(service: SandboxService, id: string, form: Form): Promise<unknown> {
  switch (form.action) {
    case 'refund': {
      const minor = await minorOf(service, id, form.amount);
      return service.refundHere(id, minor);
    }
    case 'end_refund':
      return service.endRefund(id, { id: form.refund, to: form.to });
    case 'start_refunds':
      return service.startRefunds(id, form.as);
    case 'dispute':
      return service.dispute(id, form.step);
    case 'warn':
      return service.warn(id);
    case 'settle':
      return service.settle(id, form.to);
    case 'expire':
      return service.work(id, { act: { kind: 'expire' }, card: 'paid', delivery: 'once' });
    case 'detach':
      return service.detach(form.card);
    case 'resend':
      return service.resend(id, form.event);
  }
}

/** What an operator sees and presses, as in a provider's own dashboard. */
export function dashboardRoutes({
  service,
  merchant,
}: {
  readonly service: SandboxService;
  readonly merchant: string;
}): SandboxRoute[] {
  const all = /^\/sandbox\/dashboard\/?$/;
  const one = /^\/sandbox\/dashboard\/payments\/(\w+)$/;

  async function list({ res, url }: Exchange): Promise<void> {
    const page = await service.payments
      .find({
        ...{ index: 'by_time', equals: [], order: 'descending', limit: 50 },
        cursor: url.searchParams.get('cursor'),
      })
      .catch(() => {
        throw new SandboxError(400, 'invalid_cursor', 'There is no such page of this list.');
      });
    const payments = page.items.map(({ doc }) => doc);
    sendPage(res, 200, dashboardPage({ merchant, payments, nextCursor: page.nextCursor }));
  }

  async function show({ res, id }: Exchange): Promise<void> {
    sendPage(res, 200, paymentPage(await service.get(id)));
  }

  async function press({ req, res, id }: Exchange): Promise<void> {
    const form = formSchema.safeParse(await readForm(req));
    if (!form.success) {
      throw new SandboxError(400, 'invalid_action', 'There is no such button.');
    }
    await work(service, id, form.data);
    const location = `/sandbox/dashboard/payments/${id}`;
    res.writeHead(303, { location, 'cache-control': 'no-store' }).end();
  }

  return [
    { method: 'GET', path: all, run: list },
    { method: 'GET', path: one, run: show },
    { method: 'POST', path: one, run: press },
  ];
}
