import { noAnswer, readProblem } from './problem.js';

/** The page that the link in the confirmation e-mail comes back to. */
const AFTER_CONFIRMATION = '/confirmed';

/** Signs in; the session is a cookie. Throws `ApiProblem`. */
export function signIn(credentials: { email: string; password: string }): Promise<void> {
  return post('/api/auth/sign-in/email', credentials);
}

/** Signs in with an account at Telex; the session is a cookie. Throws `ApiProblem`. */
export function signInWithTelex(account: { email: string; password: string }): Promise<void> {
  return post('/api/auth/sign-in/telex', account);
}

/** Makes an account. A link to confirm the address goes out by e-mail. Throws `ApiProblem`. */
export function signUp(account: { name: string; email: string; password: string }): Promise<void> {
  return post('/api/auth/sign-up/email', { ...account, callbackURL: AFTER_CONFIRMATION });
}

/** Ends the session on the server. Throws `ApiProblem`. */
export function signOut(): Promise<void> {
  return post('/api/auth/sign-out', {});
}

/** Sends the confirmation link again. Throws `ApiProblem`. */
export function sendConfirmation(email: string): Promise<void> {
  return post('/api/auth/send-verification-email', { email, callbackURL: AFTER_CONFIRMATION });
}

/** Mails a link to set a new password, where the address has an account. Throws `ApiProblem`. */
export function requestPasswordReset(email: string): Promise<void> {
  return post('/api/auth/request-password-reset', { email });
}

/** Sets a new password with the mailed token; every session ends. Throws `ApiProblem`. */
export function resetPassword(change: { token: string; newPassword: string }): Promise<void> {
  return post('/api/auth/reset-password', change);
}

async function post(path: string, body: unknown): Promise<void> {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
    credentials: 'same-origin',
    body: JSON.stringify(body),
  }).catch(() => {
    throw noAnswer();
  });
  if (!response.ok) {
    throw await readProblem(response);
  }
}
