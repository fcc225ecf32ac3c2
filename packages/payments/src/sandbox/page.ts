import { escapeHtml, frame, price } from './html.js';
import type { CardBehaviour, DeliveryFault, SandboxPayment } from './payment.js';

const ended = {
  processing: 'This payment is on its way. Nothing more has to be done.',
  paid: 'This has been paid already. Nothing more will be charged.',
  failed: 'This payment was declined. Go back and start again to try another time.',
  expired: 'This page has expired. Go back and start again.',
} as const;

/** The groups under "Other outcomes": what stands on a button, by the choice that it sends. */
const groups: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'With a card': {
    authenticate: "Have the card's bank ask first",
    decline: 'Have the card declined',
    insufficient_funds: 'Have too little money on the card',
  },
  'With a bank transfer, which takes its time': {
    delay_paid: 'Arrives after 10 seconds',
    delay_failed: 'Fails after 10 seconds',
    delay: 'Waits for the dashboard of the sandbox',
  },
  'Not what was ordered': {
    wrong_amount: 'Pay half of it',
    wrong_currency: 'Pay in another currency',
    wrong_mode: 'Pay in live mode',
  },
  'This page': { expire: 'Let this page expire' },
};

const cards: Readonly<Record<CardBehaviour, string>> = {
  paid: '4242: is charged again',
  processing: '4444: is charged slowly',
  action_required: '3155: its bank asks the owner',
  declined: '0341: is declined',
  insufficient_funds: '9995: has too little money',
};

const deliveries: Readonly<Record<DeliveryFault, string>> = {
  once: 'once, at once',
  twice: 'twice',
  late: 'ten seconds late',
  out_of_order: 'newest first',
  never: 'never',
  forged: 'with a forged signature',
};

function select<T extends string>(
  label: string,
  name: string,
  options: Readonly<Record<T, string>>,
): string {
  const lines = Object.entries<string>(options).map(
    ([value, text]) => `<option value="${value}">${escapeHtml(text)}</option>`,
  );
  return `<label>${escapeHtml(label)}<select name="${name}">${lines.join('')}</select></label>`;
}

function otherOutcomes({ saveMethod }: SandboxPayment): string {
  const sets = Object.entries(groups).map(([legend, choices]) => {
    const buttons = Object.entries(choices).map(
      ([choice, text]) => `<button name="choice" value="${choice}">${escapeHtml(text)}</button>`,
    );
    return `<fieldset><legend>${escapeHtml(legend)}</legend>\n${buttons.join('\n')}\n</fieldset>`;
  });
  const card = saveMethod ? select('Keep this card, which later', 'card', cards) : '';
  return `<details>
<summary>Other outcomes</summary>
<fieldset><legend>For every button of this page</legend>
${card}
${select('Tell the shop of it', 'delivery', deliveries)}
</fieldset>
${sets.join('\n')}
</details>`;
}

function head(payment: SandboxPayment, merchant: string): string {
  return `<h1>Pay ${escapeHtml(merchant)}</h1>
<p class="amount">${escapeHtml(price(payment.amount, payment.currency))}</p>
<p class="soft">${escapeHtml(payment.description)}</p>`;
}

const addressOf = ({ id }: SandboxPayment) => `/sandbox/checkout/${encodeURIComponent(id)}`;

/** Whether the payer has done all that a payer does. */
export function isDone({ status }: Pick<SandboxPayment, 'status'>): boolean {
  return status === 'paid' || status === 'processing';
}

/** Where the payer's browser goes once nothing is left to do here. */
export function wayBack(payment: SandboxPayment): string {
  return isDone(payment) ? payment.returnUrl : payment.cancelUrl;
}

/** The hosted checkout page: who is paid, how much, and what the payer can do. */
export function checkoutPage(payment: SandboxPayment, merchant: string): string {
  const title = `Pay ${merchant} (test mode)`;
  if (payment.status !== 'open') {
    return frame(
      title,
      `${head(payment, merchant)}
<p role="status">${ended[payment.status]}</p>
<a class="button" href="${escapeHtml(wayBack(payment))}">Back to ${escapeHtml(merchant)}</a>`,
    );
  }
  const amount = escapeHtml(price(payment.amount, payment.currency));
  const kept = payment.saveMethod
    ? `<p class="soft">The card is kept: ${escapeHtml(merchant)} may charge it again.</p>`
    : '';
  return frame(
    title,
    `${head(payment, merchant)}
${kept}
<form method="post" action="${addressOf(payment)}">
<button class="pay" name="choice" value="pay">Pay ${amount}</button>
<button name="choice" value="abandon">Leave without paying</button>
${otherOutcomes(payment)}
</form>`,
  );
}

/** The page of the card's bank, which asks its customer before it pays. */
export function bankPage(
  payment: SandboxPayment,
  chosen: { readonly card: CardBehaviour; readonly delivery: DeliveryFault },
): string {
  return frame(
    'Your bank (test mode)',
    `<h1>Your bank asks</h1>
<p class="amount">${escapeHtml(price(payment.amount, payment.currency))}</p>
<p class="soft">Is this payment yours?</p>
<form method="post" action="${addressOf(payment)}">
<input type="hidden" name="card" value="${chosen.card}">
<input type="hidden" name="delivery" value="${chosen.delivery}">
<button class="pay" name="choice" value="pay">Approve</button>
<button name="choice" value="deny">Deny</button>
</form>`,
  );
}
