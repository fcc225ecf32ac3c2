/** Providers that deliver a mailbox under several domains, and whether dots in its name count. */
const sameDomain: Readonly<Record<string, string>> = { 'googlemail.com': 'gmail.com' };
const dotsIgnored: ReadonlySet<string> = new Set(['gmail.com']);

/**
 * One text for all spellings of an e-mail address that reach the same mailbox: `A.B+new@Gmail.com` and
 * `ab@googlemail.com` are one person. Used only to tell people apart, never to write to them.
 */
export function normalisedEmail(email: string): string {
  const lower = email.trim().toLowerCase();
  const at = lower.lastIndexOf('@');
  const [local = ''] = lower.slice(0, at).split('+');
  const given = lower.slice(at + 1).replace(/\.$/, '');
  const domain = sameDomain[given] ?? given;
  return `${dotsIgnored.has(domain) ? local.replaceAll('.', '') : local}@${domain}`;
}
