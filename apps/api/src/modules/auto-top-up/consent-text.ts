/** What a person agrees to who turns automatic top-ups on. A change of the text is a new version. */
export const consentText = {
  version: '2026-11',
  text:
    'I am allowed to use this payment method. It may be charged without asking me again whenever the ' +
    'available credits fall below the threshold, up to the monthly limit, until I turn this off. ' +
    'Every charge is a purchase with a receipt, and its unspent credits can be given back.',
} as const;
