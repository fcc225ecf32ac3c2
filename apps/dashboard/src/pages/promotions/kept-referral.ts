const STORAGE_KEY = 'referral';

/** Keeps the code of the link that somebody signed up with, until they have used or refused it. */
export function keepReferral(code: string): void {
  try {
    localStorage.setItem(STORAGE_KEY, code);
  } catch {
    // Without storage the code can still be typed on the page for promotions.
  }
}

/** The code that was kept, if there is one. */
export function keptReferral(): string | null {
  try {
    return localStorage.getItem(STORAGE_KEY);
  } catch {
    return null;
  }
}

/** Forgets the code that was kept. */
export function forgetReferral(): void {
  try {
    localStorage.removeItem(STORAGE_KEY);
  } catch {
    // It was never stored.
  }
}
