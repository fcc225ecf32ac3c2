/** The provider said no: nothing happened, and the same call would be refused again. */
export class ProviderRefusal extends Error {
  override readonly name = 'ProviderRefusal';
  constructor(
    /** The provider's own code, for logs and history. */
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** No answer, or none that says what happened: it may have been done. Ask, or repeat the same call. */
export class ProviderUnknown extends Error {
  override readonly name = 'ProviderUnknown';
}

/** A webhook that does not prove where it comes from. `message` is for the log. */
export class WebhookRefused extends Error {
  override readonly name = 'WebhookRefused';
}
