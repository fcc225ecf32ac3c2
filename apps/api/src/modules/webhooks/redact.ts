import type { Json } from '@telex-credits/ledger';

/** Names of members whose values tell who somebody is, or could be used to pay or to sign in. */
const sensitive =
  /(^|_)(e?mail|phone|name|address|line[12]|city|state_or_province|postal_code|zip|ip|ip_address|dob|bvn|secret|token|password|signature|fingerprint|number|cvc|iban|account|bin|last4|url|authorization_code|access_code)s?$/i;
const email = /[^\s"<>@]+@[^\s"<>@]+\.[a-z]+/gi;
const blackened = '[redacted]';

function redactText(text: string): string {
  return text.replace(email, blackened);
}

/** A payload as an administrator may read it: its structure, without persons and secrets. */
export function redact(value: Json, name = ''): Json {
  if (Array.isArray(value)) {
    return value.map((one: Json) => redact(one, name));
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([member, inner]) => [member, redact(inner as Json, member)]),
    );
  }
  const isShown = value === null || typeof value === 'boolean' || !sensitive.test(snake(name));
  if (!isShown) {
    return blackened;
  }
  return typeof value === 'string' ? redactText(value) : value;
}

/** `customerEmail` as `customer_email`, so that both spellings are found. */
function snake(name: string): string {
  return name.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2');
}
