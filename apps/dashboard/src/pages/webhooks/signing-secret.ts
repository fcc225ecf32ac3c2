/** How the secret of an endpoint is shown, the one time. */
export const SIGNING_SECRET = { label: 'Signing secret', copy: 'Copy secret' } as const;
