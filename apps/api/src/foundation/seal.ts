import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';

const ivBytes = 12;
const tagBytes = 16;

/** Encrypts what must be read again later, such as callers' push tokens and webhook secrets. */
export interface Seal {
  seal(text: string): string;
  /** Throws when the text was not sealed with this key. */
  open(sealed: string): string;
}

/**
 * AES-256-GCM with a key made from the server's secret for this purpose alone: what was sealed for
 * one purpose cannot be opened for another.
 */
export function createSeal(options: {
  readonly secretKey: string;
  readonly purpose: string;
  readonly randomBytes: (count: number) => Uint8Array;
}): Seal {
  const { secretKey, randomBytes } = options;
  const info = `telex-credits ${options.purpose}`;
  const key = Buffer.from(hkdfSync('sha256', secretKey, '', info, 32));
  return {
    seal(text) {
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv('aes-256-gcm', key, iv);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url');
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivBytes));
      decipher.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
      const body = bytes.subarray(ivBytes + tagBytes);
      return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
    },
  };
}
