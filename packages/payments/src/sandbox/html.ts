import { createHash } from 'node:crypto';
import { isCurrency, printMoney } from '@telex-credits/money';

const style = `
:root { color-scheme: light dark; --text: #1b1f24; --soft: #57606a; --back: #f6f8fa; --card: #fff;
  --line: #d0d7de; --edge: #818b98; --pay: #0a5c36; --on-pay: #fff; --banner: #7a4b00; --on-banner: #fff; }
@media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --soft: #9da7b1; --back: #0d1117;
  --card: #161b22; --line: #30363d; --edge: #767e87; --pay: #3fb97a; --on-pay: #06130c; --banner: #f0b429; --on-banner: #1b1200; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; }
.banner { background: var(--banner); color: var(--on-banner); padding: .75rem 1rem; text-align: center; font-weight: 700; }
main { max-width: 26rem; margin: 1.5rem auto; padding: 1.5rem; background: var(--card);
  border: 1px solid var(--line); border-radius: .75rem; width: calc(100% - 2rem); }
main.wide { max-width: 64rem; }
h1 { font-size: 1.125rem; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1rem; margin: 1.75rem 0 .5rem; }
.amount { font-size: 2rem; font-weight: 700; margin: .25rem 0 0; overflow-wrap: anywhere; }
.soft { color: var(--soft); margin: .25rem 0 1.25rem; overflow-wrap: anywhere; }
form, fieldset { display: grid; gap: .75rem; }
fieldset { border: 0; padding: 0; margin: 1rem 0 0; min-width: 0; }
legend, label { font-size: .875rem; color: var(--soft); padding: 0; }
legend { margin-bottom: .5rem; }
label { display: grid; gap: .25rem; }
summary { cursor: pointer; padding: .75rem 0; font-weight: 600; }
button, .button, select, input { font: inherit; padding: .75rem 1rem; border-radius: .5rem;
  border: 1px solid var(--edge); background: transparent; color: inherit; width: 100%; min-width: 0; }
button, .button { font-weight: 600; cursor: pointer; text-align: center; text-decoration: none; display: block; }
select, select option { background: var(--card); color: var(--text); }
button.pay { background: var(--pay); border-color: var(--pay); color: var(--on-pay); }
:focus-visible { outline: 3px solid var(--text); outline-offset: 2px; }
.table { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; }
th, td { text-align: left; padding: .5rem .75rem .5rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
a { color: inherit; }
.actions { margin-top: .5rem; display: flex; flex-wrap: wrap; gap: .5rem; align-items: end; }
.actions button, .actions input { width: auto; padding: .375rem .75rem; font-size: .875rem; }
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
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}

/** A whole page under the banner; `content` is HTML already. */
export function frame(title: string, content: string, width: 'narrow' | 'wide' = 'narrow'): string {
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
<main${width === 'wide' ? ' class="wide"' : ''}>
${content}
</main>
</body>
</html>
`;
}

/** Minor units for people, such as `NGN 32,000.00`. */
export function price(amount: string, currency: string): string {
  const text = isCurrency(currency)
    ? printMoney({ minor: BigInt(amount), currency }).amount
    : `${amount} minor units`;
  return `${currency} ${text.replace(/\B(?=(\d{3})+(?!\d))/g, ',')}`;
}

/** The page for an address that leads nowhere, or a form that cannot be read. */
export function errorPage(message: string): string {
  return frame(
    'Sandbox (test mode)',
    `<h1>${escapeHtml(message)}</h1>
<p class="soft">Go back to where you came from and start again.</p>`,
  );
}
