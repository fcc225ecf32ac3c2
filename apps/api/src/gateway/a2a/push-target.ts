import { AppError } from '../../foundation/app-error.js';
import type { AddressRules } from '../addresses/address-rules.js';
import type { JsonSpan } from './json-spans.js';
import { type PushTarget, targetOf } from './push-config.js';

/**
 * Reads a configuration whose address may be forwarded to. Throws 400 `push_url_not_allowed`; the
 * name's addresses are checked again whenever something is sent there.
 */
export function allowedTarget(rules: AddressRules, config: JsonSpan): PushTarget {
  const target = targetOf(config);
  try {
    rules.checkShape(target.url);
    return target;
  } catch (error) {
    const detail = error instanceof AppError ? error.detail : 'The address is not valid.';
    throw new AppError(400, 'push_url_not_allowed', `Push notifications: ${detail}`);
  }
}
