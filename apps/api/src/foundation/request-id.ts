const sane = /^[A-Za-z0-9._:-]{8,100}$/;

/** The caller's own request id where it is short and plain, otherwise a fresh one. */
export function requestIdFrom(
  header: string | readonly string[] | undefined,
  newId: (prefix: string) => string,
): string {
  return typeof header === 'string' && sane.test(header) ? header : newId('req');
}
