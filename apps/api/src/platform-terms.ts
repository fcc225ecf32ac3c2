/** The platform's own terms, the same for everybody. */
export const platformTerms = {
  /** A publisher's share of what new modules collect, in basis points. */
  developerBps: 8000,
  /** Full days that a day's earnings wait before they are available. */
  maturesAfterDays: 14,
  /** Shown as the publisher of the platform's own modules. */
  platformName: 'Telex',
} as const;
