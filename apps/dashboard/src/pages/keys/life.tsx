import { agoText, dateTimeText } from '../../time/format.js';
import { Badge } from '../../ui/badge.js';

/** The times that say whether a key or connection still works. */
export interface Life {
  readonly revokedAt: string | null;
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
}

/** Whether a key or connection works at a moment. */
export function isAlive({ revokedAt, expiresAt }: Life, now: Date = new Date()): boolean {
  return revokedAt === null && (expiresAt === null || new Date(expiresAt) > now);
}

/** Whether it works, and until when. */
export function LifeBadge({ life }: { life: Life }) {
  if (life.revokedAt !== null) {
    return <Badge tone="negative">Revoked</Badge>;
  }
  if (!isAlive(life)) {
    return <Badge>Expired</Badge>;
  }
  return (
    <>
      <Badge tone="positive">Active</Badge>
      {life.expiresAt !== null && (
        <span className="mt-1 block text-xs text-muted">Ends {dateTimeText(life.expiresAt)}</span>
      )}
    </>
  );
}

/** When it was used last. */
export function LastUsed({ at }: { at: string | null }) {
  return at === null ? (
    <span className="text-muted">Never</span>
  ) : (
    <time dateTime={at} title={dateTimeText(at)}>
      {agoText(at)}
    </time>
  );
}
