import { type AutoTopUpContext, timeOf } from './context.js';
import { tellPaused } from './notices.js';
import type { Rule } from './schemas.js';

/** Lets a rule rest until somebody saves it again, and tells of it, once. */
export async function pauseRule(
  context: AutoTopUpContext,
  organisationId: string,
  why: Pick<NonNullable<Rule['paused']>, 'reason' | 'payUrl'>,
): Promise<void> {
  const paused = { ...why, at: timeOf(context) };
  let isNew = false;
  await context.repository.changeRule(organisationId, (before) => {
    isNew = before.paused === null;
    return isNew ? { ...before, paused } : undefined;
  });
  if (isNew) {
    await tellPaused(context, organisationId, paused);
    await context.audit.record({
      actorId: 'system',
      organisationId,
      action: 'auto_top_up.paused',
      objectId: organisationId,
      detail: { reason: why.reason },
    });
  }
}
