const loopback = new Set(['localhost', '127.0.0.1']);

/**
 * The origins whose pages may use a person's cookie: the dashboard's and our own. On a developer's
 * machine `localhost` and `127.0.0.1` are taken for one another.
 */
export function ownOrigins(config: {
  readonly appOrigin: string;
  readonly publicUrl: string;
}): string[] {
  const origins = [config.appOrigin, config.publicUrl].map((text) => new URL(text));
  const aliases = origins
    .filter((url) => loopback.has(url.hostname))
    .flatMap((url) =>
      [...loopback].map(
        (host) => `${url.protocol}//${host}${url.port === '' ? '' : `:${url.port}`}`,
      ),
    );
  return [...new Set([...origins.map((url) => url.origin), ...aliases])];
}
