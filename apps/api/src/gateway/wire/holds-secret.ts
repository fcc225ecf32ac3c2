const rounds = 3;

/** Whether a path or query holds a secret, in any percent-encoded spelling that a server may decode. */
export function holdsSecret(text: string, secret: string): boolean {
  if (secret === '' || text.length < secret.length) {
    return false;
  }
  let decoded = text;
  for (let round = 0; round < rounds && decoded.includes('%'); round += 1) {
    if (decoded.includes(secret)) {
      return true;
    }
    decoded = decoded.replaceAll(/%([0-7][0-9a-f])/gi, (_mark, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
  }
  return decoded.includes(secret);
}
