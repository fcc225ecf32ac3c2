import { escapeHtml, frame, price } from './html.js';
import type { DisputeStep } from './money-back.js';
import type { OutgoingEvent, SandboxDispute, SandboxPayment, SandboxRefund } from './payment.js';

const shortTime = (iso: string) => iso.slice(0, 19).replace('T', ' ');
const linkTo = ({ id, orderId }: SandboxPayment) =>
  `<a href="/sandbox/dashboard/payments/${encodeURIComponent(id)}">${escapeHtml(orderId)}</a>`;

/** A table with a heading; each cell is HTML already. */
function table(title: string, columns: readonly string[], rows: readonly (readonly string[])[]) {
  const heads = columns.map((column) => `<th scope="col">${escapeHtml(column)}</th>`).join('');
  const lines = rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`);
  const body =
    rows.length === 0
      ? '<p class="soft">None.</p>'
      : `<div class="table" tabindex="0" role="region" aria-label="${escapeHtml(title)}"><table><thead><tr>${heads}</tr></thead><tbody>
${lines.join('\n')}
</tbody></table></div>`;
  return `<h2>${escapeHtml(title)}</h2>\n${body}`;
}

/** A form of one button, and what else it sends. */
function button(text: string, fields: Readonly<Record<string, string>>): string {
  const hidden = Object.entries(fields).map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`,
  );
  return `<form class="actions" method="post">${hidden.join('')}<button>${escapeHtml(text)}</button></form>`;
}

const actions = (buttons: readonly string[]) => `<div class="actions">${buttons.join('\n')}</div>`;

/** The newest payments with their refunds, disputes and saved cards. */
export function dashboardPage(shown: {
  readonly merchant: string;
  readonly payments: readonly SandboxPayment[];
  readonly nextCursor: string | null;
}): string {
  const { merchant, payments, nextCursor } = shown;
  const money = (payment: SandboxPayment, amount = payment.amount) =>
    escapeHtml(price(amount, payment.currency));
  const older =
    nextCursor === null
      ? ''
      : `<p><a href="/sandbox/dashboard?cursor=${encodeURIComponent(nextCursor)}">Older payments</a></p>`;
  const parts = [
    table(
      'Payments',
      ['Time (UTC)', 'Order', 'Amount', 'Status', 'Kind'],
      payments.map((payment) => [
        ...[shortTime(payment.createdAt), linkTo(payment), money(payment)],
        ...[payment.status, payment.kind === 'saved' ? 'saved card' : 'checkout'],
      ]),
    ),
    table(
      'Refunds',
      ['Time (UTC)', 'Order', 'Amount', 'Status'],
      payments.flatMap((payment) =>
        payment.refunds.map(({ createdAt, amount, status }) => [
          ...[shortTime(createdAt), linkTo(payment), money(payment, amount), status],
        ]),
      ),
    ),
    table(
      'Disputes',
      ['Time (UTC)', 'Order', 'Amount', 'Status', 'Money'],
      payments.flatMap((payment) =>
        payment.disputes.map((dispute) => [
          ...[shortTime(dispute.createdAt), linkTo(payment), money(payment, dispute.amount)],
          ...[dispute.status, moneyWords(dispute)],
        ]),
      ),
    ),
    table(
      'Saved cards',
      ['Order', 'Card', 'Expires', 'When charged', 'Status'],
      payments.flatMap((payment) =>
        payment.card === null
          ? []
          : [
              [
                ...[linkTo(payment), `${payment.card.brand} ${payment.card.last4}`],
                ...[payment.card.expiresOn, payment.card.behaviour.replaceAll('_', ' ')],
                payment.card.detachedAt === null ? 'kept' : 'detached',
              ],
            ],
      ),
    ),
  ];
  return frame(
    'Sandbox dashboard (test mode)',
    `<h1>Sandbox dashboard of ${escapeHtml(merchant)}</h1>
<p class="soft">What a payment provider would show. Choose an order to make something happen to it.</p>
${parts.join('\n')}
${older}`,
    'wide',
  );
}

function moneyWords({ withdrawn, reinstated }: SandboxDispute): string {
  if (withdrawn === null) {
    return 'not withdrawn';
  }
  return reinstated === null ? 'withdrawn' : 'withdrawn and reinstated';
}

const stepWords: Readonly<Record<DisputeStep, string>> = {
  inquire: 'Have the bank ask about it',
  open: 'Open a dispute',
  withdraw: 'Withdraw the money',
  win: 'Decide for the shop',
  reinstate: 'Give the money back to the shop',
  lose: 'Decide for the payer',
};

/** The steps that are possible as the payment's dispute stands. */
function possibleSteps(payment: SandboxPayment): DisputeStep[] {
  const latest = payment.disputes.at(-1);
  if (payment.status !== 'paid') {
    return [];
  }
  if (latest === undefined) {
    return ['inquire', 'open'];
  }
  const { status, withdrawn, reinstated } = latest;
  const isOver = status === 'won' || status === 'lost';
  const all: readonly (readonly [DisputeStep, boolean])[] = [
    ['inquire', isOver],
    ['open', isOver || status === 'inquiry'],
    ['withdraw', status === 'open' && withdrawn === null],
    ['win', !isOver],
    ['lose', !isOver],
    ['reinstate', withdrawn !== null && reinstated === null],
  ];
  return all.filter(([, isPossible]) => isPossible).map(([step]) => step);
}

function paymentActions(payment: SandboxPayment): string {
  const { status, refundsStart } = payment;
  switch (status) {
    case 'open':
      return actions([button('Let it expire', { action: 'expire' })]);
    case 'processing':
      return actions([
        button('Let the money arrive', { action: 'settle', to: 'paid' }),
        button('Let it fail', { action: 'settle', to: 'failed' }),
      ]);
    case 'paid':
      return `<form class="actions" method="post"><input type="hidden" name="action" value="refund">
<label>Amount<input name="amount" inputmode="decimal" required></label><button>Refund</button></form>
${actions([
  refundsStart === 'succeeded'
    ? button('Let refunds wait from now on', { action: 'start_refunds', as: 'pending' })
    : button('Let refunds succeed at once from now on', {
        ...{ action: 'start_refunds', as: 'succeeded' },
      }),
  button('Have the bank warn of fraud', { action: 'warn' }),
  ...possibleSteps(payment).map((step) => button(stepWords[step], { action: 'dispute', step })),
])}`;
    default:
      return '<p class="soft">Nothing more can happen to it.</p>';
  }
}

function refundRow(payment: SandboxPayment, refund: SandboxRefund): string[] {
  const { id, amount, status, reason } = refund;
  const end = (text: string, to: 'succeeded' | 'failed') =>
    button(text, { action: 'end_refund', refund: id, to });
  const buttons = [
    ...(status === 'pending' ? [end('Succeed', 'succeeded')] : []),
    ...(status === 'failed' ? [] : [end('Fail', 'failed')]),
  ];
  const money = escapeHtml(price(amount, payment.currency));
  return [escapeHtml(id), money, status, escapeHtml(reason), actions(buttons)];
}

function eventRow({ id, type, nextAt, delivered, attempts, lastError }: OutgoingEvent): string[] {
  const waits = nextAt === null ? 'not sent' : `next at ${shortTime(nextAt)}`;
  const state = delivered ? 'delivered' : waits;
  const error = lastError === null ? '' : `: ${lastError}`;
  return [
    ...[escapeHtml(id), escapeHtml(type), escapeHtml(`${state}, ${attempts} attempts${error}`)],
    button('Send again', { action: 'resend', event: id }),
  ];
}

/** One payment with everything that belongs to it, and a button for everything that can happen. */
export function paymentPage(payment: SandboxPayment): string {
  const { id, orderId, amount, currency, status, description, card, livemode } = payment;
  const money = escapeHtml(price(amount, currency));
  const cardRows =
    card === null
      ? []
      : [
          [
            ...[`${card.brand} ${card.last4}`, card.expiresOn, card.behaviour.replaceAll('_', ' ')],
            card.detachedAt === null
              ? button('Detach', { action: 'detach', card: card.id })
              : 'detached',
          ],
        ];
  return frame(
    `Order ${orderId} (test mode)`,
    `<p><a href="/sandbox/dashboard">All payments</a></p>
<h1>Order ${escapeHtml(orderId)}</h1>
<p class="amount">${money}</p>
<p class="soft">${escapeHtml(description)}. ${escapeHtml(id)}, ${livemode ? 'live mode' : 'test mode'}.</p>
<p>Status: <strong>${status}</strong>${payment.declineCode === null ? '' : ` (${escapeHtml(payment.declineCode)})`}</p>
${paymentActions(payment)}
${table(
  'Refunds',
  ['Refund', 'Amount', 'Status', 'Reason', 'Actions'],
  payment.refunds.map((refund) => refundRow(payment, refund)),
)}
${table(
  'Disputes',
  ['Dispute', 'Amount', 'Status', 'Money', 'Fee'],
  payment.disputes.map((dispute) => [
    ...[escapeHtml(dispute.id), escapeHtml(price(dispute.amount, currency)), dispute.status],
    ...[moneyWords(dispute), escapeHtml(price(dispute.fee, currency))],
  ]),
)}
${table('Saved card', ['Card', 'Expires', 'When charged', 'Actions'], cardRows)}
${table('Events', ['Event', 'Type', 'State', 'Actions'], payment.outgoing.toReversed().map(eventRow))}`,
    'wide',
  );
}
