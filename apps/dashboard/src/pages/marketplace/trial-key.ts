import { useSyncExternalStore } from 'react';
import { useOrganisationId } from '../../api/organisation.js';
import { type NewApiKey, useCreateApiKey, useRevokeApiKey } from '../../hooks/keys.js';
import type { Listing } from '../../hooks/marketplace.js';

/** How long a trial key lives, and the most it may spend. */
export const TRIAL_MINUTES = 15;
export const TRIAL_CREDITS = '10';

const MS_PER_MINUTE = 60_000;
/** A key that is about to end is not used for another call. */
const SPARE_MS = 30_000;

/** Trial keys by organisation and module: in this page's memory, and nowhere else. */
const trialKeys = new Map<string, NewApiKey>();
/** Keys that are being made, so that two calls at once share one. */
const inTheMaking = new Map<string, Promise<NewApiKey>>();
const listeners = new Set<() => void>();

/** Whether a key has enough of its time left for a call. */
function isUsable(key: NewApiKey | undefined, now: Date): key is NewApiKey {
  return (
    key !== undefined &&
    key.expiresAt !== null &&
    new Date(key.expiresAt).getTime() - now.getTime() > SPARE_MS
  );
}

/** The trial key of a module: made on first use, used again while it lives, revoked on request. */
export function useTrialKey(listing: Listing) {
  const place = `${useOrganisationId()}:${listing.id}`;
  const key = useSyncExternalStore(subscribe, () => trialKeys.get(place));
  const create = useCreateApiKey();
  const revoke = useRevokeApiKey();
  const make = async (now: Date): Promise<NewApiKey> => {
    const made = await create.mutateAsync({
      name: `Try it: ${listing.name}`.slice(0, 80),
      scopes: ['gateway'],
      cap: { credits: TRIAL_CREDITS, period: 'total' },
      moduleIds: [listing.id],
      expiresAt: new Date(now.getTime() + TRIAL_MINUTES * MS_PER_MINUTE).toISOString(),
    });
    remember(place, made);
    return made;
  };
  const ensure = (): Promise<NewApiKey> => {
    const known = trialKeys.get(place);
    const now = new Date();
    if (isUsable(known, now)) {
      return Promise.resolve(known);
    }
    const making =
      inTheMaking.get(place) ?? make(now).finally(() => void inTheMaking.delete(place));
    inTheMaking.set(place, making);
    return making;
  };
  const end = async (): Promise<void> => {
    if (key !== undefined) {
      await revoke.mutateAsync(key.id);
      remember(place, undefined);
    }
  };
  return { key: isUsable(key, new Date()) ? key : undefined, ensure, end };
}

function remember(place: string, key: NewApiKey | undefined): void {
  if (key === undefined) {
    trialKeys.delete(place);
  } else {
    trialKeys.set(place, key);
  }
  for (const listener of listeners) {
    listener();
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
