import type { Authorisation } from '../../hooks/authorisations.js';
import { dateTimeText } from '../../time/format.js';
import { Badge } from '../../ui/badge.js';

/** Whether it can be charged by, and until when. */
export function StateBadge({ state, expiresAt }: Pick<Authorisation, 'state' | 'expiresAt'>) {
  if (state !== 'active') {
    return state === 'ended' ? <Badge tone="negative">Ended</Badge> : <Badge>Expired</Badge>;
  }
  return (
    <>
      <Badge tone="positive">Active</Badge>
      <span className="mt-1 block text-xs text-muted">Until {dateTimeText(expiresAt)}</span>
    </>
  );
}
