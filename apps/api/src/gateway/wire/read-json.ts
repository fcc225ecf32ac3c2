/** What a text says as JSON; undefined where it is none, which upstreams may send under any type. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
