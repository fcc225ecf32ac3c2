import { useSyncExternalStore } from 'react';

const STORAGE_KEY = 'organisation';
const listeners = new Set<() => void>();
let current: string | null = null;

/** The organisation that calls are made for; null until somebody is signed in. */
export function currentOrganisation(): string | null {
  return current;
}

/** The same, for components; they render again when it changes. */
export function useOrganisationId(): string {
  return useSyncExternalStore(subscribe, currentOrganisation) ?? '';
}

/** Picks an organisation and remembers it for the next visit. */
export function pickOrganisation(id: string): void {
  current = id;
  write(id);
  for (const listener of listeners) {
    listener();
  }
}

/** Picks the remembered organisation if the person still belongs to it, else the given one. */
export function restoreOrganisation(allowed: readonly string[], otherwise: string): void {
  const remembered = current ?? read();
  const id = remembered !== null && allowed.includes(remembered) ? remembered : otherwise;
  if (id !== current) {
    pickOrganisation(id);
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function read(): string | null {
  try {
    return localStorage.getItem(STORAGE_KEY);
  } catch {
    return null;
  }
}

function write(id: string): void {
  try {
    localStorage.setItem(STORAGE_KEY, id);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}
