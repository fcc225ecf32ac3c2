/** Answers whether a nonce is seen for the first time; it may be forgotten after `expiresAt`. */
export type IsFirstUse = (nonce: string, expiresAt: Date) => boolean | Promise<boolean>;

/**
 * Remembers nonces in this process, at most so many. Where more come in their lifetime, the oldest
 * are forgotten, and whatever expires as early as one of those is refused: nothing passes twice.
 */
export function rememberNonces({
  now,
  most = 100_000,
}: {
  readonly now: () => Date;
  readonly most?: number;
}): IsFirstUse {
  const expiries = new Map<string, number>();
  let forgottenUpTo = Number.NEGATIVE_INFINITY;

  function forget(time: number): void {
    for (const [nonce, expiry] of expiries) {
      if (expiry > time && expiries.size <= most) {
        return;
      }
      expiries.delete(nonce);
      forgottenUpTo = Math.max(forgottenUpTo, expiry);
    }
  }

  return (nonce, expiresAt) => {
    const expiry = expiresAt.getTime();
    if (expiries.has(nonce) || expiry <= forgottenUpTo) {
      return false;
    }
    expiries.set(nonce, expiry);
    forget(now().getTime());
    return true;
  };
}
