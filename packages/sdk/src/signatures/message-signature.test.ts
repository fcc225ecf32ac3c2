import { expect, it } from 'vitest';
import { importEd25519 } from './key-source.js';
import { isDigestOf, isSignedBy, type MessageHead, signaturesOf } from './message-signature.js';
import { readDictionary } from './structured-fields.js';

/** RFC 9421, B.1.4 and B.2.6. */
const publicKey = 'JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs';
const input =
  'sig-b26=("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"';
const headers = {
  host: 'example.com',
  date: 'Tue, 20 Apr 2021 02:07:55 GMT',
  'content-type': 'application/json',
  'content-length': '18',
  'signature-input': input,
  signature:
    'sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:',
};
const request: MessageHead = { method: 'POST', url: '/foo?param=Value&Pet=dog', headers };

async function verifies(head: MessageHead): Promise<boolean> {
  const [signature] = signaturesOf(head.headers);
  return (
    signature !== undefined && (await isSignedBy(await importEd25519(publicKey), head, signature))
  );
}

it('verifies the ed25519 example of RFC 9421 (B.2.6), from Node, from fetch, and beside others', async () => {
  expect(await verifies(request)).toBe(true);
  const url = 'https://example.com/foo?param=Value&Pet=dog';
  expect(await verifies({ ...request, url, headers: new Headers(headers) })).toBe(true);
  const behindProxy = { ...headers, host: 'internal:8080' };
  expect(await verifies({ ...request, headers: behindProxy })).toBe(false);
  const told = { ...request, headers: behindProxy, authority: 'Example.com' };
  expect(await verifies(told)).toBe(true);
  const both = { ...headers, 'signature-input': `${input}, other=("@method");tag="x"` };
  expect(await verifies({ ...request, headers: both })).toBe(true);
});

it('does not verify it when anything that it covers is another', async () => {
  const changes: Partial<MessageHead & { headers: Record<string, string> }>[] = [
    { method: 'PUT' },
    { url: '/fo' },
    { headers: { ...headers, date: 'Tue, 20 Apr 2021 02:07:56 GMT' } },
    { headers: { ...headers, host: 'example.org' } },
    { headers: { ...headers, 'content-length': '19' } },
    { headers: { ...headers, 'signature-input': input.replace('1618884473', '1618884474') } },
    { headers: { ...headers, signature: headers.signature.replace('wq', 'wr') } },
  ];
  for (const change of changes) {
    expect(await verifies({ ...request, ...change }), JSON.stringify(change)).toBe(false);
  }
});

it('takes no signature that covers something twice, with parameters, or that is not there', async () => {
  const inputs = [
    'sig-b26=("date" "date");created=1',
    'sig-b26=("date";bs);created=1',
    'sig-b26=("@target-uri");created=1',
    'sig-b26=("x-not-there");created=1',
    'sig-b26="date"',
    'other=("date")',
    'sig-b26=("date"',
    'sig-b26=("date"), sig-b26=("date")',
  ];
  for (const one of inputs) {
    const changed = { ...headers, 'signature-input': one };
    expect(await verifies({ ...request, headers: changed }), one).toBe(false);
  }
});

it('reads dictionaries of structured fields, and nothing that is none', () => {
  const read = readDictionary(
    'a=("x" "y\\"z";p=1);n=-1.5;t=tok/en;b=:aGk=:;f=?0, c , d="text";q=?1',
  );
  expect(read?.get('a')).toMatchObject({
    list: [{ value: 'x' }, { value: 'y"z', parameters: new Map([['p', 1]]) }],
    source: '("x" "y\\"z";p=1);n=-1.5;t=tok/en;b=:aGk=:;f=?0',
  });
  expect([...(read?.get('a')?.parameters ?? [])]).toEqual([
    ...[
      ['n', -1.5],
      ['t', 'tok/en'],
    ],
    ...[
      ['b', new TextEncoder().encode('hi')],
      ['f', false],
    ],
  ]);
  expect(read?.get('c')?.value).toBe(true);
  expect(read?.get('d')).toMatchObject({ value: 'text', list: null });
  for (const bad of ['a=', 'a=(', 'a=("x""y")', 'a=1,', 'a=1 b=2', 'A=1', 'a=:?:', 'a="ü"']) {
    expect(readDictionary(bad), bad).toBeUndefined();
  }
});

it('knows the digests of RFC 9530, and refuses others', async () => {
  // RFC 9530, B.1 and B.2.
  const body = new TextEncoder().encode('{"hello": "world"}\n');
  const digest = 'sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:';
  expect(await isDigestOf({ 'content-digest': digest }, body)).toBe(true);
  const empty = 'sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:';
  expect(await isDigestOf({ 'content-digest': empty }, new Uint8Array())).toBe(true);
  expect(await isDigestOf({ 'content-digest': empty }, body)).toBe(false);
  expect(await isDigestOf({ 'content-digest': 'md5=:aGk=:' }, body)).toBe(false);
  expect(await isDigestOf({}, new Uint8Array())).toBe(false);
});
