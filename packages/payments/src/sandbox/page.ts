import { createHash } from 'node:crypto';
import { isCurrency, printMoney } from '@telex-credits/money';
import type { SandboxPayment } from './payment.js';

const style = `
:root { color-scheme: light dark; --text: #1b1f24; --soft: #57606a; --back: #f6f8fa; --card: #fff;
  --line: #d0d7de; --pay: #0a5c36; --on-pay: #fff; --banner: #7a4b00; --on-banner: #fff; }
@media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --soft: #9da7b1; --back: #0d1117;
  --card: #161b22; --line: #30363d; --pay: #3fb97a; --on-pay: #06130c; --banner: #f0b429; --on-banner: #1b1200; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; }
.banner { background: var(--banner); color: var(--on-banner); padding: .75rem 1rem; text-align: center; font-weight: 700; }
main { max-width: 26rem; margin: 1.5rem auto; padding: 1.5rem; background: var(--card);
  border: 1px solid var(--line); border-radius: .75rem; width: calc(100% - 2rem); }
h1 { font-size: 1.125rem; margin: 0; overflow-wrap: anywhere; }
.amount { font-size: 2rem; font-weight: 700; margin: .25rem 0 0; overflow-wrap: anywhere; }
.soft { color: var(--soft); margin: .25rem 0 1.25rem; overflow-wrap: anywhere; }
form { display: grid; gap: .75rem; }
button, .button { font: inherit; font-weight: 600; padding: .75rem 1rem; border-radius: .5rem; cursor: pointer;
  border: 1px solid var(--line); background: transparent; color: inherit; text-align: center; text-decoration: none; display: block; }
button.pay { background: var(--pay); border-color: var(--pay); color: var(--on-pay); }
button:focus-visible, .button:focus-visible { outline: 3px solid var(--text); outline-offset: 2px; }
`;

/** The hash that lets this one inline style through a Content-Security-Policy. */
export const styleHash = `'sha256-${createHash('sha256').update(style).digest('base64')}'`;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it may stand in HTML, between tags or in a quoted attribute. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}

function frame(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<header class="banner">TEST MODE: no money moves here</header>
<main>
${content}
</main>
</body>
</html>
`;
}

function price(payment: SandboxPayment): string {
  const { amount, currency } = payment;
  const text = isCurrency(currency)
    ? printMoney({ minor: BigInt(amount), currency }).amount
    : `${amount} minor units`;
  return `${currency} ${text.replace(/\B(?=(\d{3})+(?!\d))/g, ',')}`;
}

const ended = {
  paid: 'This has been paid already. Nothing more will be charged.',
  failed: 'This payment was declined. Go back and start again to try another time.',
  expired: 'This page has expired. Go back and start again.',
} as const;

/** The hosted checkout page: who is paid, how much, and what the payer can do. */
export function checkoutPage(payment: SandboxPayment, merchant: string): string {
  const head = `<h1>Pay ${escapeHtml(merchant)}</h1>
<p class="amount">${escapeHtml(price(payment))}</p>
<p class="soft">${escapeHtml(payment.description)}</p>`;
  const title = `Pay ${merchant} (test mode)`;
  if (payment.status !== 'open') {
    const back = payment.status === 'paid' ? payment.returnUrl : payment.cancelUrl;
    return frame(
      title,
      `${head}
<p role="status">${ended[payment.status]}</p>
<a class="button" href="${escapeHtml(back)}">Back to ${escapeHtml(merchant)}</a>`,
    );
  }
  return frame(
    title,
    `${head}
<form method="post" action="/sandbox/checkout/${encodeURIComponent(payment.id)}">
<button class="pay" name="choice" value="pay">Pay ${escapeHtml(price(payment))}</button>
<button name="choice" value="decline">Have the card declined</button>
<button name="choice" value="abandon">Leave without paying</button>
</form>`,
  );
}

/** The page for an address that leads nowhere, or a form that cannot be read. */
export function errorPage(message: string): string {
  return frame(
    'Checkout (test mode)',
    `<h1>${escapeHtml(message)}</h1>
<p class="soft">Go back to where you came from and start again.</p>`,
  );
}
